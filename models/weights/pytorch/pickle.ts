import { PickleMachine, type PickleWorld } from './pickle-machine.ts';
import { refusedNames, steps } from './pickle-opcodes.ts';
import type { PickleValue } from './pickle-values.ts';

const stop = 0x2e;

/**
 * Reads a pickle without running anything: opcodes and names beyond the whitelists are refused. Takes time and memory in proportion to the
 * bytes, whatever they say. Throws a WeightsError that names the opcode or the global.
 */
export function readPickle(file: string, bytes: Uint8Array, world: PickleWorld): PickleValue {
  const machine = new PickleMachine(file, bytes, world);
  for (;;) {
    const opcode = machine.readUint8();
    if (opcode === stop) return machine.pop();
    const step = steps.get(opcode);
    if (step === undefined) {
      const name = refusedNames.get(opcode) ?? `0x${opcode.toString(16)}`;
      throw machine.fault(`there is the opcode ${name}, which a file of plain tensors does not need,`);
    }
    step(machine);
  }
}
