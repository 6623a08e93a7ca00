import type { Coded, NoArguments } from '../text/said.js';
import type { Unread } from './policy-fault.js';

/** Why a JSON or YAML text is not read. `largest`: the limit in MB. */
export interface NotationFaults {
  readonly 'too-large': { readonly largest: number };
  readonly 'too-deep': NoArguments;
  /** `rest`: the text from the fault on; '' if the text ends too early. */
  readonly 'no-json': { readonly rest: string };
  /** `words`: the parser's message. */
  readonly 'no-yaml': { readonly words: string };
}

/** Parts of a file whose shape the publisher does not read. */
export type Misshape = 'no-object' | 'no-properties-object' | 'no-list' | 'no-name';

/** Parts of Terraform or Bicep code that are not read or not evaluated. `what`, `name`: the part; '' if it has no name. */
export interface CodeFaults {
  readonly 'code-unexpected': { readonly what: string; /** Terraform if left out. */ readonly language?: 'Bicep' };
  readonly 'code-unclosed': { readonly what: string; readonly language?: 'Bicep' };
  readonly 'code-twice': { readonly name: string };
  readonly 'code-too-deep': { readonly name: string };
  readonly 'too-many-modules': { readonly name: string };
  readonly 'loop-too-long': { readonly name: string };
  readonly 'text-too-long': { readonly name: string };
  readonly 'template-malformed': { readonly path: string };
}

/** What is wrong with a file that describes a service. */
export interface MetadataFaults extends NotationFaults, CodeFaults {
  readonly unread: { readonly why: Unread };
  /** A configuration file that could not be read. */
  readonly 'configuration-unread': NoArguments;
  /** A key occurs twice in one YAML map. */
  readonly 'key-twice': { readonly name: string };
  /** A YAML map has a merge key. */
  readonly 'merge-key': NoArguments;
  /** `words`: the parser's message about references that cannot be followed. */
  readonly 'not-resolved': { readonly words: string };
  readonly misshaped: { readonly what: Misshape };
  /** Fault in an API's specification. */
  readonly 'no-description': { readonly fault: Coded<DescriptionFaults> };
  readonly 'value-twice': { readonly name: string; readonly other: string };
  /** `kind`: the kind of resource, as "API" or "policy fragment". `other`: the other file or folder with that id. */
  readonly 'id-twice': { readonly kind: string; readonly id: string; readonly other: string };
  /** An environment beyond the `most` that are evaluated. */
  readonly 'too-many-environments': { readonly most: number };
  /** A service has more than `most` policy fragments: none is read. */
  readonly 'too-many-fragments': { readonly most: number };
  readonly 'configuration-no-mapping': NoArguments;
  readonly 'configuration-no-list': { readonly key: string };
  readonly 'configuration-no-name': { readonly key: string };
  readonly 'configuration-no-properties': { readonly name: string };
}

/** Why an API's specification is not read. */
export interface DescriptionFaults extends NotationFaults {
  /** Too large for the slower parser that its notation needs. */
  readonly 'too-large-unusual': { readonly largest: number };
}

/** What is wrong with a file that describes a service, as data. */
export type MetadataFault = Coded<MetadataFaults>;
