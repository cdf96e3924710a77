/** What a person has chosen, whichever dataset and window they work in. */
export interface PersonSettings {
  /** Null follows the browser's languages. */
  readonly language: 'en' | 'ja' | 'ko' | 'zh' | null;
  readonly theme: 'system' | 'dark' | 'light';
  readonly heatColours: 'viridis' | 'turbo';
  readonly keys: {
    readonly preset: 'tagmask' | 'lightroom' | 'prodigy' | 'labelme';
    /** All strokes of each command whose keys they have changed. */
    readonly overrides: Readonly<Record<string, readonly string[]>>;
  };
}

export interface SettingsView {
  readonly reviewer: string;
  readonly settings: PersonSettings;
  /** False where this person has never chosen anything: these are the defaults. */
  readonly stored: boolean;
  /** A sentence for the person, where what they had stored could not be read. */
  readonly note: string | null;
}
