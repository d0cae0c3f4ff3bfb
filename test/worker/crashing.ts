import type { DocumentStore } from '../../src/ingestion/ports.ts';
import type { ObjectStore } from '../../src/uploads/ports.ts';
import type { WorkerPorts } from '../../src/worker/ports.ts';

export class Crash extends Error {}

export interface Crashing {
  readonly ports: WorkerPorts;
  /** The calls made, in order, as `port.method`. */
  readonly calls: readonly string[];
  /** Closes what a real process would have had closed for it. */
  bury(): Promise<void>;
}

/**
 * A process that dies at its n-th call: the call is not made, or is made and its answer never comes; nothing that it
 * tries afterwards is done. Heartbeats come at any time and do not count.
 */
export function crashAt(ports: WorkerPorts, n: number, when: 'before' | 'after'): Crashing {
  const calls: string[] = [];
  let isDead = false;
  const leftOpen: (() => Promise<void>)[] = [];

  function guard<T extends object>(
    name: string,
    port: T,
    wrap: Readonly<Record<string, (result: never) => object>> = {},
  ): T {
    return new Proxy(port, {
      get(target, method) {
        const value = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          if (isDead) throw new Crash();
          if (method === 'heartbeat') return value.apply(target, given);
          calls.push(`${name}.${String(method)}`);
          const isLast = calls.length === n;
          if (isLast) isDead = true;
          if (isLast && when === 'before') throw new Crash();
          const result = await value.apply(target, given);
          if (name === 'objects' && method === 'open') leftOpen.push(() => result.close());
          if (name === 'objects' && method === 'begin') leftOpen.push(() => result.abort());
          if (isLast) throw new Crash();
          return wrap[String(method)]?.(result as never) ?? result;
        };
      },
    });
  }

  return {
    calls,
    async bury() {
      await Promise.allSettled(leftOpen.map((close) => close()));
    },
    ports: {
      ...ports,
      activities: guard('activities', ports.activities),
      downloads: guard('downloads', ports.downloads),
      documents: guard<DocumentStore>('documents', ports.documents, {
        openLoad: (load: object) => guard('load', load),
      }),
      objects: guard<ObjectStore>('objects', ports.objects, {
        begin: (writer: object) => guard('writer', writer),
      }),
    },
  };
}
