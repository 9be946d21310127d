/** What the embedded server serves, as a file tells it: the part of an nginx configuration that it knows. */
export interface Site {
  /** The first answers requests for a host that none is named after. */
  readonly servers: readonly SiteServer[];
  /** Real milliseconds that an idle connection is kept. */
  readonly keepAliveMs: number;
}

export interface SiteServer {
  readonly names: readonly string[];
  readonly scope: Scope;
  readonly locations: readonly SiteLocation[];
}

export interface SiteLocation {
  readonly match: "exact" | "prefix" | "prefix-final" | "expression" | "expression-any-case";
  readonly path: string;
  readonly scope: Scope;
}

/** What holds for a request, in nginx's own words. */
export interface Scope {
  /** Folder on this machine; with `linksFrom`, a path below that. */
  readonly root: string;
  /** Folder on this machine that `/` means in a link, which is followed anew by each request. @default - no link leads out of `root` */
  readonly linksFrom?: string;
  readonly index: readonly string[];
  readonly defaultType: string;
  /** By extension. */
  readonly types: Readonly<Record<string, string>>;
  readonly charset?: string;
  readonly headers: readonly { readonly name: string; readonly value: string; readonly always: boolean }[];
  /** By status, the path that is served in its place. */
  readonly errorPages: Readonly<Record<string, string>>;
  readonly accessLog: boolean;
  readonly tryFiles?: readonly string[];
  readonly return?: { readonly status: number; readonly text?: string };
}
