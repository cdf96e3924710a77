const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** "599 MB", "1.7 GB": for sentences of the engine and for the command line. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const options = {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1,
  } as const;
  return new Intl.NumberFormat('en', options).format(value);
}
