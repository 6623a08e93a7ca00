import type { MetadataProblem, NotFollowed } from '../../apim/service.js';
import type { Span } from '../../text/edit.js';
import type { Deployed, WrittenAt } from './deployed.js';
import type { TreeTexts } from './tree-texts.js';
import type { Value } from './deployed-value.js';

/** What differs in one environment of a root. */
export interface DeployedEnvironment {
  readonly name: string;
  /** The files that say it. */
  readonly files: readonly string[];
  /** Files of environments that are beyond the bound, told with this one. */
  readonly leftOut?: readonly string[];
}

/** Whether a root writes to API Management by a command or a template that is not followed: it does something to a service, whatever else it holds. */
export function writesUnseen({ notFollowed }: DeployingRoot): boolean {
  return notFollowed.some(({ what, touches }) => (what === 'command' || what === 'resource') && touches !== 'unknown');
}

/** What a name for something undecided stands for, as far as the code says. */
export interface Definition {
  /** The part of the name that it is called by. */
  readonly at: Span;
  /** Of one definition of the root, and no other. */
  readonly address: string;
  readonly by: WrittenAt;
  /** What defines it, worked out: in an order of its own, and without what makes no difference to what it is. */
  readonly says: () => readonly (readonly [string, Value])[];
}

/** What names a root among all of a tree: a file or a folder may be one in several languages. `at`: its file, or its folder. */
export function keyOfRoot(language: 'arm' | 'bicep' | 'terraform', at: string): string {
  return `${language} ${at}`;
}

/** What is deployed in one go, evaluated in one environment: a root module of Terraform, a template of the Azure Resource Manager. */
export interface DeployingRoot {
  /** Relative to the repository's root; '' for that. */
  readonly folder: string;
  /** null: it is evaluated as its files are. */
  readonly environment: DeployedEnvironment | null;
  /** The files as this root asks for them. */
  readonly files: TreeTexts;
  readonly deployed: readonly Deployed[];
  /** The same for every environment, and for no other root. */
  readonly key: string;
  /** As `RootNames.sole`. */
  readonly sole: string | null;
  /** The variables that it takes. */
  readonly takes: ReadonlySet<string>;
  /** The variables that only files of environments give a value: without one of those it is not deployed. */
  readonly needs: ReadonlySet<string>;
  /** What its variables are without files of environments: equal where all of that is. */
  readonly baseValues: string;
  /** What stands for a variable without a value. */
  nameOf(variable: string): string;
  /** What defines the parts of a name for something undecided, in the order of the name. */
  definitionsIn(name: string): readonly Definition[];
  /** A part of it is not followed: it may deploy more. */
  readonly isCut: boolean;
  /** The repository holds all of the service that it deploys to: what is not here is nowhere. */
  readonly isWhole: boolean;
  /** What of its files could not be read or evaluated. */
  readonly faults: readonly MetadataProblem[];
  /** What it deploys, or may, in ways that are not followed. */
  readonly notFollowed: readonly NotFollowed[];
  /** Files beside its code that give it values, pipelines, or are made of it. Left out: none. */
  readonly givenBy?: readonly string[];
  /** Names of resources that it asks about and that are deployed elsewhere, where the names of values do not say so. */
  readonly existing?: ReadonlySet<string>;
  /** The files besides its code that decide what something is; a folder whose files are listed ends with a slash. */
  pathsOf(one: Deployed): ReadonlySet<string>;
  /** Whether a file, by its name, says what is deployed or with which values: it decides about all that the root deploys. */
  isCode(path: string): boolean;
  /** The text of the policy at an address; null: there is none. */
  textAt(address: string): Value | null;
  /** The same root, with another text for one file. */
  with(path: string, text: string): DeployingRoot;
}
