import type { MetadataProblem, NotFollowed } from '../../apim/service.js';
import type { Span } from '../../text/edit.js';
import type { Deployed, WrittenAt } from './deployed.js';
import type { TreeTexts } from './tree-texts.js';
import type { Value } from './deployed-value.js';

/** One environment of a root. */
export interface DeployedEnvironment {
  readonly name: string;
  /** The files that define it. */
  readonly files: readonly string[];
  /** Files of environments beyond the bound, reported with this one. */
  readonly leftOut?: readonly string[];
}

/** Whether a root writes to API Management by an unfollowed command or template: it affects a service, whatever else it holds. */
export function writesUnseen({ notFollowed }: DeployingRoot): boolean {
  return notFollowed.some(({ what, touches }) => (what === 'command' || what === 'resource') && touches !== 'unknown');
}

/** The definition of an undecided name, as far as code gives it. */
export interface Definition {
  /** The part of the name that refers to it. */
  readonly at: Span;
  /** Unique among the root's definitions. */
  readonly address: string;
  readonly by: WrittenAt;
  /** Its evaluated content, sorted and without what does not affect its identity. */
  readonly says: () => readonly (readonly [string, Value])[];
}

/** What names a root among all of a tree: a file or a folder may be one in several languages. `at`: its file, or its folder. */
export function keyOfRoot(language: 'arm' | 'bicep' | 'terraform', at: string): string {
  return `${language} ${at}`;
}

/** One deployment in one environment: a root module of Terraform, a template of the Azure Resource Manager. */
export interface DeployingRoot {
  /** Relative to the repository's root; '' for the root itself. */
  readonly folder: string;
  /** null: evaluated without an environment. */
  readonly environment: DeployedEnvironment | null;
  /** The files that this root requests. */
  readonly files: TreeTexts;
  readonly deployed: readonly Deployed[];
  /** Unique per root, equal for its environments. */
  readonly key: string;
  /** As `RootNames.sole`. */
  readonly sole: string | null;
  /** Its variables. */
  readonly takes: ReadonlySet<string>;
  /** The variables that only files of environments set: without such a file it is not deployed. */
  readonly needs: ReadonlySet<string>;
  /** A key of its variables' values without files of environments. */
  readonly baseValues: string;
  /** The name of a variable without a value. */
  nameOf(variable: string): string;
  /** The definitions of the parts of an undecided name, in order. */
  definitionsIn(name: string): readonly Definition[];
  /** A part of it is not followed, and may deploy more. */
  readonly isCut: boolean;
  /** The repository holds the complete service: what is missing does not exist. */
  readonly isWhole: boolean;
  /** Faults in its files. */
  readonly faults: readonly MetadataProblem[];
  /** What it deploys, or may, in ways that are not followed. */
  readonly notFollowed: readonly NotFollowed[];
  /** Further files besides its code: files with its values, pipelines, and files made from it. */
  readonly givenBy?: readonly string[];
  /** Names of resources it refers to that are deployed elsewhere, if names of values do not show them. */
  readonly existing?: ReadonlySet<string>;
  /** The files besides its code that decide something; a folder whose files are listed ends with a slash. */
  pathsOf(one: Deployed): ReadonlySet<string>;
  /** Whether a file, by its name, is code or values, so that it affects everything the root deploys. */
  isCode(path: string): boolean;
  /** The policy text at an address, or null. */
  textAt(address: string): Value | null;
  /** The same root with another text for one file. */
  with(path: string, text: string): DeployingRoot;
}
