/** Names of addresses, by reverse DNS. */
declare class DNSCache {
  constructor(options?: DNSCache.Options);
  /**
   * The name of an address if it is known, otherwise the address; looks it up in the background.
   */
  ptr(ip: string): string;
  /** Address → name, and when it is asked for again (milliseconds since 1970). */
  readonly cache: Map<string, { name: string; expires: number }>;
  /** Addresses that are being asked for. */
  readonly requests: Set<string>;
}

declare namespace DNSCache {
  /** Options of a `DNSCache`. */
  interface Options {
    /** Addresses that are remembered; the oldest are forgotten. Default: 10000. */
    max_entries?: number | undefined;
    /** Seconds that a name is kept. Default: 3600. */
    ttl?: number | undefined;
    /** Seconds that an address counts as nameless. Default: 60. */
    error_ttl?: number | undefined;
    /** Look-ups under way at a time. Default: 64. */
    max_requests?: number | undefined;
    /** Asked instead of node:dns. */
    resolver?:
      | {
          /** Calls back with the names of an address. */
          reverse(ip: string, callback: (error: Error | null, names: string[]) => void): void;
        }
      | undefined;
  }
}

export = DNSCache;
