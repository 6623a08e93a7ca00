import type { Coded, NoArguments } from '../text/said.js';
import type { Unread } from './policy-fault.js';

/** Why a text in JSON or YAML is not read. `largest`: MB that are read. */
export interface NotationFaults {
  readonly 'too-large': { readonly largest: number };
  readonly 'too-deep': NoArguments;
  /** `rest`: what stands where it goes wrong; '': it ends too early. */
  readonly 'no-json': { readonly rest: string };
  /** `words`: what the parser says. */
  readonly 'no-yaml': { readonly words: string };
}

/** What of a file's shape the publisher does not read. */
export type Misshape = 'no-object' | 'no-properties-object' | 'no-list' | 'no-name';

/** What of Terraform's or Bicep's code is not read or not evaluated. `what`, `name`: what it is about; '': that has no name. */
export interface CodeFaults {
  readonly 'code-unexpected': { readonly what: string; /** Left out: Terraform's. */ readonly language?: 'Bicep' };
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
  /** A key that stands twice in one map of YAML. */
  readonly 'key-twice': { readonly name: string };
  /** A map of YAML that another is merged into. */
  readonly 'merge-key': NoArguments;
  /** `words`: what the parser says of references in it that cannot be followed. */
  readonly 'not-resolved': { readonly words: string };
  readonly misshaped: { readonly what: Misshape };
  /** An API's description. */
  readonly 'no-description': { readonly fault: Coded<DescriptionFaults> };
  readonly 'value-twice': { readonly name: string; readonly other: string };
  /** `kind`: what both claim to be: "API", "policy fragment". `other`: a file or folder. */
  readonly 'id-twice': { readonly kind: string; readonly id: string; readonly other: string };
  /** An environment beyond those that are evaluated, of which there are `most`. */
  readonly 'too-many-environments': { readonly most: number };
  /** A service has more policy fragments than `most`: none of them is read. */
  readonly 'too-many-fragments': { readonly most: number };
  readonly 'configuration-no-mapping': NoArguments;
  readonly 'configuration-no-list': { readonly key: string };
  readonly 'configuration-no-name': { readonly key: string };
  readonly 'configuration-no-properties': { readonly name: string };
}

/** Why an API's description is not read. */
export interface DescriptionFaults extends NotationFaults {
  /** It is too large for the parser that its notation needs. */
  readonly 'too-large-unusual': { readonly largest: number };
}

/** What is wrong with a file that describes a service, as data. */
export type MetadataFault = Coded<MetadataFaults>;
