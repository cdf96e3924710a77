/**
 * What Tagmask's processes start Node with. On processors with protection keys V8 loses count of its code pages where threads come and go, and
 * ends the process ("Check failed: jit_page.has_value()", all Node releases so far). Without the keys it does not count. Seen on Linux
 * alone, and other systems' builds need not know the flag.
 */
export const nodeFlags: readonly string[] =
  process.platform === 'linux' ? ['--no-memory-protection-keys'] : [];

/** Goes on as the same process with these flags, where it was started without. */
export function restartWithFlags(): void {
  const missing = nodeFlags.filter((flag) => !process.execArgv.includes(flag));
  if (missing.length === 0) return;
  const { execPath, execArgv, argv, env } = process;
  process.execve?.(execPath, [execPath, ...missing, ...execArgv, ...argv.slice(1)], env);
}
