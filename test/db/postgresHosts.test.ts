import { describe, expect, it } from 'vitest';
import { parseHosts } from '../../src/db/postgresHosts.ts';

describe('the hosts of a database URL', () => {
  it('are taken one by one, with user, database and parameters', () => {
    const hosts = parseHosts('postgresql://gst:p%40ss@a.in,[::1]:5433/gst?target_session_attrs=read-write');
    expect(hosts.server).toBe('a.in:5432,[::1]:5433/gst');
    expect(hosts.count).toBe(2);
    expect(hosts.url()).toBe('postgresql://gst:p%40ss@a.in/gst?target_session_attrs=read-write');
    hosts.leave(0);
    expect(hosts.url()).toBe('postgresql://gst:p%40ss@[::1]:5433/gst?target_session_attrs=read-write');
  });

  it('go round, and whoever found one failing that was left already changes nothing', () => {
    const hosts = parseHosts('postgres://a,b,c/gst');
    const places = [0, 0, 1, 2].map((failed) => {
      hosts.leave(failed);
      return hosts.place();
    });
    expect(places).toEqual([1, 1, 2, 0]);
  });

  it('need no user, and may be one alone', () => {
    const hosts = parseHosts('postgres://127.0.0.1:6000/gst');
    hosts.leave(0);
    expect(hosts.url()).toBe('postgres://127.0.0.1:6000/gst');
  });

  it.each(['postgres://a,b:x/gst', 'postgres:gst', 'mysql://a,b/gst', ''])('%j are none', (url) => {
    expect(() => parseHosts(url)).toThrow('postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  });
});
