/** The stack machine that a pickle is a program for (docs.python.org/3/library/pickletools.html), as far as data needs it. */
import { quote } from '../stored-tensor.ts';
import { WeightsError } from '../weights-error.ts';
import { PickleGlobal, PickleTuple, type PickleValue } from './pickle-values.ts';

/** What the pickle may refer to. Both throw a WeightsError for what is not allowed. */
export interface PickleWorld {
  readonly findGlobal: (name: string) => PickleGlobal;
  readonly findPersistent: (id: PickleValue) => PickleValue;
}

/** Each byte of a pickle can make a container of a hundred bytes; a checkpoint has some five a tensor. */
const maxContainers = 500_000;
const maxRemembered = 1_000_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class PickleMachine {
  readonly file: string;
  readonly world: PickleWorld;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #stack: PickleValue[] = [];
  /** Where in the stack each open MARK is. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;
  #containers = 0;

  constructor(file: string, bytes: Uint8Array, world: PickleWorld) {
    this.file = file;
    this.world = world;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fault(what: string): WeightsError {
    return new WeightsError(
      this.file,
      `${what} at byte ${this.#at} of its pickle; take the file from elsewhere.`,
    );
  }

  /** Moves on and returns where the bytes begin; they are there. */
  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw this.fault('there is an early end');
    this.#at += length;
    return start;
  }

  readUint8 = (): number => this.#view.getUint8(this.#take(1));
  readUint16 = (): number => this.#view.getUint16(this.#take(2), true);
  readUint32 = (): number => this.#view.getUint32(this.#take(4), true);
  readInt32 = (): number => this.#view.getInt32(this.#take(4), true);
  readFloat64 = (): number => this.#view.getFloat64(this.#take(8), false);

  readBytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  readText(length: number): string {
    const bytes = this.readBytes(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.fault('there is text that is not UTF-8');
    }
  }

  /** Up to a newline, which is passed over. */
  readLine(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw this.fault('there is an early end');
    const line = this.readText(end - this.#at);
    this.#at = end + 1;
    return line;
  }

  push(value: PickleValue): void {
    const isContainer = typeof value === 'object' && value !== null;
    if (isContainer && ++this.#containers > maxContainers)
      throw this.fault(`there are more than ${maxContainers} objects`);
    this.#stack.push(value);
  }

  /** Nothing below an open MARK can be taken. */
  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw this.fault('the stack is empty');
    return value;
  }

  peek(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All that was pushed since the last MARK, which is closed. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.fault('there is no mark');
    return this.#stack.splice(mark);
  }

  popTuple(length: number): PickleTuple {
    const items = Array.from({ length }, () => this.pop()).reverse();
    return new PickleTuple(items);
  }

  popText(): string {
    const value = this.pop();
    if (typeof value !== 'string') throw this.fault('there is no text where a name is needed');
    return value;
  }

  memoise(index: number = this.#memo.size): void {
    this.#memo.set(index, this.peek());
    if (this.#memo.size > maxRemembered) throw this.fault(`there are more than ${maxRemembered} memories`);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.fault(`nothing is remembered as ${index}`);
    this.#stack.push(value);
  }

  /** Puts what stands in for `callable(*args)` on the stack, where the whitelist has something. */
  call(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(args instanceof PickleTuple)) throw this.fault('there is a call without arguments');
    if (!(callable instanceof PickleGlobal) || callable.call === undefined)
      throw this.fault('there is a call of what is no function');
    this.push(callable.call(args.items));
  }

  /** The pairs of a dict that is on top of the stack. Python keeps the last of equal keys; two readers must not differ. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.peek();
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw this.fault('there are items for no dict');
    for (let index = 0; index < items.length; index += 2) {
      const [key, value] = [items[index] ?? null, items[index + 1] ?? null];
      if (dict.has(key))
        throw this.fault(`the key ${typeof key === 'string' ? quote(key) : 'of an item'} is there twice`);
      dict.set(key, value);
    }
  }

  appendItems(items: readonly PickleValue[]): void {
    const list = this.peek();
    if (list instanceof Set) for (const item of items) list.add(item);
    else if (Array.isArray(list)) for (const item of items) list.push(item);
    else throw this.fault('there are items for no list');
  }
}
