/// <reference types="svelte" />
/// <reference types="vite/client" />

interface Window {
  /** What the desktop offers beyond a browser; absent in a browser. */
  readonly tagmask?: {
    /** The system's dialog: the root to open, or null where the person thought better of it. */
    readonly chooseFolder: () => Promise<{ readonly id: string; readonly name: string } | null>;
  };
}
