import { AppError } from '../errors.ts';

const RETRY_AFTER_SECONDS = 2;

export interface BuildBounds {
  /** Of memory, for all that is kept; one that is larger by itself is kept alone. */
  readonly mostBytes: number;
  /** Built at the same time, in all and of one workspace. */
  readonly atOnce: number;
  readonly atOnceOfWorkspace: number;
}

/** What is built and kept is named by what it is of. */
export interface BuiltName {
  readonly workspaceId: string;
  readonly id: string;
}

/** Things that cost a while to build and never change: built when first asked for, and once however many ask; of those kept the one unasked longest goes first. */
export class BuiltOnce<T extends { readonly bytes: number }> {
  readonly #bounds: BuildBounds;
  /** The one asked for last stands last. */
  readonly #kept = new Map<string, T>();
  readonly #building = new Map<string, { readonly workspaceId: string; readonly built: Promise<T> }>();
  #bytes = 0;

  constructor(bounds: BuildBounds) {
    this.#bounds = bounds;
  }

  /** Of what is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws AppError unavailable while enough others are built; what `build` throws */
  async get({ workspaceId, id }: BuiltName, build: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) {
      this.#kept.delete(id);
      this.#kept.set(id, kept);
      return kept;
    }
    let building = this.#building.get(id);
    if (building === undefined) {
      this.#assertRoom(workspaceId);
      building = { workspaceId, built: this.#build(id, build) };
      this.#building.set(id, building);
    }
    return building.built;
  }

  async #build(id: string, build: () => Promise<T>): Promise<T> {
    try {
      const built = await build();
      this.#keep(id, built);
      return built;
    } finally {
      this.#building.delete(id);
    }
  }

  #keep(id: string, built: T): void {
    this.#kept.set(id, built);
    this.#bytes += built.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#bounds.mostBytes || oldest === id) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }

  #assertRoom(workspaceId: string): void {
    const building = [...this.#building.values()];
    const ofWorkspace = building.filter((each) => each.workspaceId === workspaceId);
    const isFull = building.length >= this.#bounds.atOnce;
    if (!isFull && ofWorkspace.length < this.#bounds.atOnceOfWorkspace) return;
    throw new AppError(
      'unavailable',
      'Several large imports are being looked through just now. Ask again in a few seconds.',
      { facts: { reason: 'too_many_at_once', retryAfterSeconds: RETRY_AFTER_SECONDS } },
    );
  }
}
