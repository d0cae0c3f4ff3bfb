/** Files that stay open for the next who needs them; above these the one unused for longest is closed. */
const IDLE_FILES = 16;

export interface Held<T> {
  readonly one: T;
  /** May be called again, to no effect. */
  release(): void;
}

export interface OpenFiles<T> {
  hold(name: string, open: () => Promise<T>): Promise<Held<T>>;
  /** Closes all, used or not. */
  close(): Promise<void>;
}

/** Whatever is opened by name, once, and never closed while somebody holds it. */
export function openFiles<T>(close: (one: T) => Promise<void>): OpenFiles<T> {
  const files = new Map<string, { readonly opening: Promise<T>; holders: number }>();

  /** Oldest first: whoever is held anew goes to the end. */
  async function closeOldest(): Promise<void> {
    const idle = [...files].filter(([, { holders }]) => holders === 0);
    for (const [name, { opening }] of idle.slice(0, Math.max(0, idle.length - IDLE_FILES))) {
      files.delete(name);
      await opening.then(close);
    }
  }

  return {
    async hold(name, open) {
      const file = files.get(name) ?? { opening: open(), holders: 0 };
      files.delete(name);
      files.set(name, file);
      file.holders += 1;
      let held = true;
      const release = () => {
        if (held) file.holders -= 1;
        held = false;
      };
      try {
        const one = await file.opening;
        await closeOldest();
        return { one, release };
      } catch (error) {
        release();
        if (files.get(name) === file) files.delete(name);
        throw error;
      }
    },
    async close() {
      const all = [...files.values()];
      files.clear();
      for (const { opening } of all) await opening.then(close);
    },
  };
}
