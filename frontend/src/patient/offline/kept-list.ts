/** What one version of the patient's pages consists of; `build/offline-worker.ts` writes it. */
export interface KeptList {
  /** Differs whenever a file does. */
  readonly version: string;
  /** Files without which the pages do not open, relative to the static address. */
  readonly shell: readonly string[];
  /** SHA-256 in hex of every file that the pages may ask for, the shell's included. */
  readonly files: Readonly<Record<string, string>>;
}
