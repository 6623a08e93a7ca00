import { broken } from '../../apim/broken-policy.js';
import type { PolicyFile } from '../../apim/policy.js';
import type { PolicyFault } from '../../apim/policy-fault.js';
import type { PolicyCache } from '../../apim/policy-cache.js';
import { readHostedPolicy, readPolicy } from '../../apim/read-policy.js';
import { sha256Hex } from '../../text/hash.js';
import { HostFile, type Host, type HostedText } from '../../text/hosted-text.js';
import { readOperations } from '../specification.js';
import type { SpecifiedOperation } from '../specified-operation.js';
import type { DeployedPolicy } from './deployed.js';
import { hostValue } from './hosted-value.js';
import type { DeployingRoot } from './deploying-root.js';
import type { TreeTexts } from './tree-texts.js';
import type { HostNotation, TextHost, TextValue, Value } from './deployed-value.js';
import { beginningOf } from './texts.js';
import { nothing } from './values.js';
import { wayAt, writtenAddress } from './ways.js';

/** The notation of a text outside files: not editable. */
const computed: HostNotation = { isFile: false, write: () => null, rewrite: () => null };

/** Makes policies from what roots deploy. */
export class PolicyTexts {
  readonly #files: TreeTexts;
  readonly #cache: PolicyCache;
  /** By `hostKey`: the addresses that use a text, each with its root. */
  readonly #uses = new Map<string, Set<string>>();

  /** By path: a file may hold thousands of policies, and its lines are indexed once. */
  readonly #hosts = new Map<string, HostFile>();

  readonly #specified = new Map<string, readonly SpecifiedOperation[] | null>();

  constructor(files: TreeTexts, cache: PolicyCache) {
    this.#files = files;
    this.#cache = cache;
  }

  /** The operations of a specification, read once for all environments; null: unknown. */
  async operationsIn(text: string): Promise<readonly SpecifiedOperation[] | null> {
    const known = this.#specified.get(text);
    if (known !== undefined) return known;
    // A SOAP description (WSDL) is neither JSON nor YAML; read as YAML it would give thousands of errors.
    if (/^\s*</.test(text) && !text.includes('paths')) return null;
    const read = await readOperations(/^\s*\{/.test(text) ? 'specification.json' : 'specification.yaml', text);
    const operations = read.ok && read.operations.length > 0 ? read.operations : null;
    this.#specified.set(text, operations);
    return operations;
  }

  /** Releases the texts of specifications, which may be long and many. */
  forgetOperations(): void {
    this.#specified.clear();
  }

  /** Registers a use of a text, before any policy is made from it. */
  noteUse({ folder }: DeployingRoot, policy: DeployedPolicy): void {
    const value = policy.text();
    const host = value.kind === 'text' ? rootHost(value) : null;
    if (host === null) return;
    const key = hostKeyOf(host);
    this.#uses.set(key, (this.#uses.get(key) ?? new Set()).add(variantOf(folder, policy)));
  }

  /** The policy at this place, or null. */
  fileOf(root: DeployingRoot, policy: DeployedPolicy): PolicyFile | null {
    const value = policy.text();
    if (value.kind === 'null') return null;
    const host = value.kind === 'text' ? rootHost(value) : null;
    if (value.kind !== 'text' || (host === null && value.text.trim() === '')) return value.kind === 'text' ? null : this.#unknown(policy, value);
    // A completely computed text is placed where it is used.
    const standing = host ?? { path: policy.by.path, at: { start: policy.by.offset, end: policy.by.offset }, notation: computed };
    return this.#isWholeFile(value, standing) ? this.#whole(standing, value) : this.#hosted(root, policy, value, standing);
  }

  #unknown(policy: DeployedPolicy, value: Value): PolicyFile {
    const { path, offset } = policy.by;
    const line = this.#hostFile(path).lines.lineAt(offset);
    const name = value.kind === 'unknown' ? value.name : null;
    const missing = value.kind === 'unknown' ? value.missing : undefined;
    const entry = missing === undefined ? undefined : this.#files.tree.entries.get(missing);
    const why = missing === undefined ? undefined : this.#files.refused.get(missing);
    // An unreadable file changes its identity with its content.
    const id = sha256Hex(`${name ?? value.kind}${entry === undefined ? '' : ` ${entry.id}`}`);
    const says: PolicyFault =
      missing !== undefined && entry === undefined
        ? { code: 'file-missing', given: { file: missing } }
        : why === undefined
          ? { code: 'text-undecided', given: { name } }
          : { code: 'unread', given: { why } };
    return broken({ path, at: offset, variant: policy.address }, id, line, says, false);
  }

  #hostFile(path: string): HostFile {
    const text = this.#files.text(path) ?? '';
    let file = this.#hosts.get(path);
    if (file?.text !== text) this.#hosts.set(path, (file = new HostFile(text)));
    return file;
  }

  #isWholeFile({ text, pieces }: TextValue, host: TextHost): boolean {
    const isOwn = pieces.every(({ from }) => from !== null && from.host.path === host.path && from.host.at.start === 0);
    // A text shared by several scopes is a policy at each, with the same places in the file.
    if ((this.#uses.get(hostKeyOf(host))?.size ?? 0) > 1) return false;
    return isOwn && host.notation.isFile && /\.xml$/i.test(host.path) && text === this.#files.text(host.path);
  }

  #whole({ path }: TextHost, { text }: TextValue): PolicyFile {
    const id = this.#files.tree.entries.get(path)?.id ?? sha256Hex(text);
    return this.#cache.get(path, id, () => readPolicy(path, id, text, this.#cache.secondReadingOf(path)));
  }

  #hosted(root: DeployingRoot, policy: DeployedPolicy, value: TextValue, host: TextHost): PolicyFile {
    const { address } = policy;
    const variant = variantOf(root.folder, policy);
    const ref = { path: host.path, at: host.at.start, variant };
    const hostKey = hostKeyOf(host);
    const uses = this.#uses.get(hostKey)?.size ?? 1;
    const file = this.#hostFile(host.path);
    const id = sha256Hex(`${placesOf(value, host, file)}\u0000${value.text}`);
    // Environments with the same values share the result.
    const key = `${variant}\u0000${id}\u0000${uses}`;
    const open = (text: string): HostedText | null => reopened(root, address, ref, text);
    const entry = this.#files.tree.entries.get(host.path)?.id ?? '';
    return this.#cache.get(hostKey, `${entry}\u0000${key}`, () => {
      const isOwn = !this.#cache.has(hostKey, key);
      const read = this.#cache.get(hostKey, key, () => this.#read(rendered(root, address, ref, value, file), id, { uses, open }));
      // A file of thousands of policies changes in a few: the others are shared by both sides. Each side edits its own file.
      if (isOwn || !read.ok || read.document.host === null) return read;
      return { ...read, document: { ...read.document, host: { ...read.document.host, open } } };
    });
  }

  #read(hosted: HostedText, id: string, host: Omit<Host, 'lines'>): PolicyFile {
    const lines = hosted.lines({ start: 0, end: hosted.text.length });
    const read = readHostedPolicy(hosted, id, { ...host, lines }, this.#cache.secondReadingOf(hosted.ref.path));
    // Unreadable texts are compared by their own text, independent of the rest of the file.
    return read.ok ? read : { ...read, broken: { ...read.broken, id: sha256Hex(hosted.text) } };
  }
}

function hostKeyOf({ path, at }: TextHost): string {
  return `${path}\u0000${at.start}`;
}

/** The place of each stretch in its file, with its line: equal for an unmoved text. */
function placesOf({ pieces }: TextValue, { path, at }: TextHost, { lines }: HostFile): string {
  const places = [`${at.start}-${at.end}:${lines.lineAt(at.start)}`];
  for (const { text, from } of pieces) {
    const isHere = from?.host.path === path;
    places.push(isHere ? `${text.start}=${from.span.start}-${from.span.end}:${lines.lineAt(from.span.start)}` : `${text.start}`);
  }
  return places.join(' ');
}

function variantOf(folder: string, { address }: DeployedPolicy): string {
  return `${folder} ${address}`;
}

type Ref = HostedText['ref'];

function rendered(root: DeployingRoot, address: string, ref: Ref, value: TextValue, file: HostFile): HostedText {
  const host = rootHost(value) ?? { path: ref.path, at: { start: ref.at, end: ref.at }, notation: computed };
  const again = (text: string): Value => (text === file.text ? value : (textAt(reopenedAt(root, ref.path, text).root, address) ?? nothing));
  return hostValue(file, ref, value, { host, again });
}

const rootElement = /<(?:policies|fragment)[\s>]/;

/** The text with a policy's root element, if written; otherwise the first one with a part of it. */
function rootHost(value: TextValue): TextHost | null {
  const { pieces } = value;
  const early = beginningOf(value).search(rootElement);
  const at = early >= 0 ? early : Math.max(0, value.text.search(rootElement));
  const holder = pieces.find((piece) => piece.text.start <= at && at < piece.text.end);
  return holder?.from?.host ?? pieces.find(({ from }) => from !== null)?.from?.host ?? null;
}

/** A root with a changed file. */
interface Reopened {
  readonly path: string;
  readonly file: HostFile;
  readonly root: DeployingRoot;
  /** The last requested text, compared by identity first: equal long strings are slow to compare. */
  asked: string;
}

/** Thousands of policies of one file are requested in sequence with the same text. */
const others = new WeakMap<DeployingRoot, readonly Reopened[]>();
/** The file unchanged, and repaired at one scope or all. */
const mostOthers = 3;

function reopenedAt(root: DeployingRoot, path: string, text: string): Reopened {
  const known = others.get(root) ?? [];
  const same = known.find((one) => one.path === path && one.asked === text);
  if (same !== undefined) {
    same.asked = text;
    // Moved to the front: other texts may be as long, and differ only at their end.
    if (known[0] !== same) others.set(root, [same, ...known.filter((one) => one !== same)]);
    return same;
  }
  const isAsItIs = root.files.text(path) === text;
  const made = { path, file: new HostFile(text), root: isAsItIs ? root : root.with(path, text), asked: text };
  others.set(root, [made, ...known].slice(0, mostOthers));
  return made;
}

function reopened(root: DeployingRoot, address: string, ref: Ref, text: string): HostedText | null {
  const again = reopenedAt(root, ref.path, text);
  const value = textAt(again.root, address);
  return value === null || rootHost(value)?.path !== ref.path ? null : rendered(again.root, address, ref, value, again.file);
}

function textAt(root: DeployingRoot, address: string): TextValue | null {
  const written = root.textAt(writtenAddress(address));
  const value = written === null ? null : wayAt(written, address);
  return value?.kind === 'text' ? value : null;
}
