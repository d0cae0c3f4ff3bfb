import { describe, expect, it } from 'vitest';
import { publishedElsewhere } from '../../src/console/upload/publishedAt.ts';

describe('where the console must be opened', () => {
  it.each([
    ['https://gst.example.in/', 'https://gst.example.in'],
    ['https://gst.example.in/prefix/', 'https://gst.example.in/prefix'],
    ['http://localhost:8080/', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/', 'http://[::1]:8080'],
    ['http://gst.localhost:8080/', 'http://localhost:8080'],
  ])('is here, at %s of %s', (page, publicUrl) => {
    expect(publishedElsewhere(page, publicUrl)).toBeNull();
  });

  it.each([
    ['http://192.168.1.7:8080/', 'http://127.0.0.1:8080'],
    ['http://localhost:9000/', 'http://127.0.0.1:8080'],
    ['https://localhost:8080/', 'http://localhost:8080'],
    ['http://gst.example.in/', 'https://gst.example.in'],
    ['http://127.0.0.1.example.in:8080/', 'http://127.0.0.1:8080'],
    ['https://old.example.in/', 'https://gst.example.in/prefix'],
  ])('is elsewhere than %s, at %s', (page, publicUrl) => {
    expect(publishedElsewhere(page, publicUrl)).toBe(`${publicUrl}/`);
  });
});
