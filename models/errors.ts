/**
 * What went wrong, for whoever has to react: `input` the caller gave something unusable, `missing` it is not there,
 * `conflict` the state forbids it now, `refused` a safety rule, `unavailable` this machine lacks it, `internal` our fault.
 */
export type ErrorKind = 'input' | 'missing' | 'conflict' | 'refused' | 'unavailable' | 'internal';

/**
 * The base of every error that a person may see: one sentence that names the offending value and says what to do,
 * and a stable `code` for programs.
 */
export class TagmaskError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
    this.code = code;
  }
}
