/**
 * ONNX Runtime, and the only place that imports it: since 1.29 its Linux and macOS builds report each session to Microsoft unless they
 * are told not to before the first one is made (microsoft/onnxruntime #27379), and leave log files in the temporary folder. What
 * people label, and with which model, is nobody else's business. On Windows it only writes events that Windows itself may collect.
 */
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

export { InferenceSession, listSupportedBackends, Tensor };
