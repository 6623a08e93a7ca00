import type { Host, HostedText } from '../../text/hosted-text.js';
import type { JsonObject } from '../metadata.js';

/** A policy with which an environment replaces the artifact's, and its host file. */
export interface PolicyOverride {
  readonly hosted: HostedText;
  readonly host: Host;
}

/** The content of `configuration.<env>.yaml` for a service or workspace, by resource name (the resource's id, and its folder). */
export interface Overrides {
  /** The file; '' if there is none. */
  readonly path: string;
  readonly namedValues: ReadonlyMap<string, JsonObject>;
  readonly apis: ReadonlyMap<string, JsonObject>;
  readonly products: ReadonlyMap<string, JsonObject>;
  readonly versionSets: ReadonlyMap<string, JsonObject>;
  /** By scope: '' global (or the workspace), `apis/<api>`, `apis/<api>/operations/<operation>`, `products/<product>`, `fragments/<fragment>`. */
  readonly policies: ReadonlyMap<string, PolicyOverride>;
  /** A workspace does not use the service's own lists. */
  readonly workspaces: ReadonlyMap<string, Overrides>;
}

/** Without a configuration file. */
export const noOverrides: Overrides = {
  path: '',
  namedValues: new Map(),
  apis: new Map(),
  products: new Map(),
  versionSets: new Map(),
  policies: new Map(),
  workspaces: new Map(),
};

/** The overrides for a workspace; null: for the service itself. */
export function overridesIn(overrides: Overrides, workspace: string | null): Overrides {
  return workspace === null ? overrides : (overrides.workspaces.get(workspace) ?? noOverrides);
}
