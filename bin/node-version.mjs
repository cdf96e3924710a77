// Plain JavaScript on purpose: it must still parse on the Node versions that it turns away.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Ends the process with one sentence when this Node cannot run the engine. */
export function requireNode() {
  // 22.18 is the first release that runs TypeScript without a flag; better-sqlite3 13 crashes below 22.
  if (major > 22 || (major === 22 && minor >= 18)) return;
  process.stderr.write(
    `Tagmask needs Node 22.18 or newer and was started by ${process.version}: run it through npm ` +
      '("npm start", "npm run -s tagmask -- …"), which uses the Node that "npm ci" installed, or install a newer Node.\n',
  );
  process.exit(1);
}
