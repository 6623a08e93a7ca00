import type { Host, HostedText } from '../../text/hosted-text.js';
import type { JsonObject } from '../metadata.js';

/** A policy that an environment puts in place of the artifact's, and the file that it is a part of. */
export interface PolicyOverride {
  readonly hosted: HostedText;
  readonly host: Host;
}

/** What `configuration.<env>.yaml` says of a service or of one of its workspaces, by resource name (which is the resource's id, its folder). */
export interface Overrides {
  /** The file that says it; '' when there is none. */
  readonly path: string;
  readonly namedValues: ReadonlyMap<string, JsonObject>;
  readonly apis: ReadonlyMap<string, JsonObject>;
  readonly products: ReadonlyMap<string, JsonObject>;
  readonly versionSets: ReadonlyMap<string, JsonObject>;
  /** By scope: '' global (or the workspace), `apis/<api>`, `apis/<api>/operations/<operation>`, `products/<product>`, `fragments/<fragment>`. */
  readonly policies: ReadonlyMap<string, PolicyOverride>;
  /** A workspace takes nothing from the service's own lists. */
  readonly workspaces: ReadonlyMap<string, Overrides>;
}

/** No configuration file. */
export const noOverrides: Overrides = {
  path: '',
  namedValues: new Map(),
  apis: new Map(),
  products: new Map(),
  versionSets: new Map(),
  policies: new Map(),
  workspaces: new Map(),
};

/** What applies to the resources of a workspace; null: to the service's own. */
export function overridesIn(overrides: Overrides, workspace: string | null): Overrides {
  return workspace === null ? overrides : (overrides.workspaces.get(workspace) ?? noOverrides);
}
