/**
 * The opcodes that are obeyed: those that build data, as `torch.save` writes them in protocols 2 to 5. The others are named, to be refused by
 * their names: they run code (INST, OBJ, NEWOBJ), refer to a registry (EXT) or are of text protocols that torch never wrote into a zip.
 */
import { PickleTuple } from './pickle-values.ts';
import type { PickleMachine } from './pickle-machine.ts';

type Step = (machine: PickleMachine) => void;

const safeInteger = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;

/** A whole number of up to 255 bytes, little-endian, in two's complement. */
function readLong(machine: PickleMachine): number | bigint {
  const bytes = machine.readBytes(machine.readUint8()).toReversed();
  const digits = Buffer.from(bytes).toString('hex');
  return safeInteger(BigInt.asIntN(bytes.length * 8, BigInt(`0x0${digits}`)));
}

/** A 64-bit length; none that is wrong when rounded fits in the file. */
const readLength64 = (machine: PickleMachine): number =>
  machine.readUint32() + machine.readUint32() * 2 ** 32;

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.readUint8();
  if (protocol < 2 || protocol > 5) throw machine.fault(`there is the unknown protocol ${protocol}`);
}

/** State beside a dict's items is what PyTorch keeps there of versions, and plays no part in the weights. */
function build(machine: PickleMachine): void {
  machine.pop();
  if (!(machine.peek() instanceof Map))
    throw machine.fault('the opcode BUILD sets the state of something but a dict');
}

function pushGlobal(machine: PickleMachine, module: string, name: string): void {
  machine.push(machine.world.findGlobal(`${module}.${name}`));
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** `.` (STOP) is the caller's. */
export const steps: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, checkProtocol], // PROTO
  [0x95, (machine) => void readLength64(machine)], // FRAME: the pickle lies in memory whole
  [0x28, (machine) => machine.mark()],
  [0x4e, (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x4a, (machine) => machine.push(machine.readInt32())], // BININT
  [0x4b, (machine) => machine.push(machine.readUint8())],
  [0x4d, (machine) => machine.push(machine.readUint16())],
  [0x8a, (machine) => machine.push(readLong(machine))], // LONG1
  [0x47, (machine) => machine.push(machine.readFloat64())], // BINFLOAT
  [0x58, (machine) => machine.push(machine.readText(machine.readUint32()))], // BINUNICODE
  [0x8c, (machine) => machine.push(machine.readText(machine.readUint8()))],
  [0x8d, (machine) => machine.push(machine.readText(readLength64(machine)))],
  [0x54, (machine) => machine.push(latin1(machine.readBytes(machine.readUint32())))], // BINSTRING of Python 2
  [0x55, (machine) => machine.push(latin1(machine.readBytes(machine.readUint8())))],
  [0x42, (machine) => machine.push(machine.readBytes(machine.readUint32()))], // BINBYTES
  [0x43, (machine) => machine.push(machine.readBytes(machine.readUint8()))],
  [0x7d, (machine) => machine.push(new Map())], // EMPTY_DICT
  [0x5d, (machine) => machine.push([])],
  [0x8f, (machine) => machine.push(new Set())],
  [0x29, (machine) => machine.push(new PickleTuple([]))], // EMPTY_TUPLE
  [0x85, (machine) => machine.push(machine.popTuple(1))],
  [0x86, (machine) => machine.push(machine.popTuple(2))],
  [0x87, (machine) => machine.push(machine.popTuple(3))],
  [0x74, (machine) => machine.push(new PickleTuple(machine.popMark()))], // TUPLE
  [0x73, (machine) => machine.setItems(machine.popTuple(2).items)], // SETITEM
  [0x75, (machine) => machine.setItems(machine.popMark())],
  [0x61, (machine) => machine.appendItems([machine.pop()])], // APPEND
  [0x65, (machine) => machine.appendItems(machine.popMark())],
  [0x90, (machine) => machine.appendItems(machine.popMark())], // ADDITEMS
  [0x71, (machine) => machine.memoise(machine.readUint8())], // BINPUT
  [0x72, (machine) => machine.memoise(machine.readUint32())],
  [0x94, (machine) => machine.memoise()], // MEMOIZE
  [0x68, (machine) => machine.recall(machine.readUint8())], // BINGET
  [0x6a, (machine) => machine.recall(machine.readUint32())],
  [0x63, (machine) => pushGlobal(machine, machine.readLine(), machine.readLine())], // GLOBAL
  [
    0x93, // STACK_GLOBAL
    (machine) => {
      const name = machine.popText();
      pushGlobal(machine, machine.popText(), name);
    },
  ],
  [0x51, (machine) => machine.push(machine.world.findPersistent(machine.pop()))], // BINPERSID
  [0x52, (machine) => machine.call()], // REDUCE
  [0x62, build],
]);

export const refusedNames: ReadonlyMap<number, string> = new Map([
  [0x30, 'POP'], [0x31, 'POP_MARK'], [0x32, 'DUP'], [0x46, 'FLOAT'], [0x49, 'INT'], [0x4c, 'LONG'], [0x50, 'PERSID'],
  [0x53, 'STRING'], [0x56, 'UNICODE'], [0x64, 'DICT'], [0x67, 'GET'], [0x69, 'INST'], [0x6c, 'LIST'], [0x6f, 'OBJ'],
  [0x70, 'PUT'], [0x81, 'NEWOBJ'], [0x82, 'EXT1'], [0x83, 'EXT2'], [0x84, 'EXT4'], [0x8b, 'LONG4'],
  [0x8e, 'BINBYTES8'], [0x91, 'FROZENSET'], [0x92, 'NEWOBJ_EX'], [0x96, 'BYTEARRAY8'], [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]); // prettier-ignore
