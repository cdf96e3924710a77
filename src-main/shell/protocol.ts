import { protocol } from 'electron';

import { handleAppRequest } from './app-protocol.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';

/** Before the app is ready, or the scheme has no origin and its pages neither fetch nor stream. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);
}

export function setupProtocol(engine: EngineSupervisor): void {
  protocol.handle(
    'app',
    handleAppRequest(() => engine.connection),
  );
}
