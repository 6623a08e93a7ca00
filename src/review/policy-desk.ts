import { languageOf } from '../layouts/file-language.js';
import { refOf } from '../apim/replace-policies.js';
import type { ServiceState } from '../effective/service-state.js';
import type { Tree } from '../layouts/tree.js';
import type { PolicyText, RepairDesk } from '../repairs/repair.js';
import { applyEdits, textEdits, type TextEdit } from '../text/edit.js';
import type { Host } from '../text/hosted-text.js';
import { isWholeFile, refKey, wholeFile, type PolicyRef } from '../text/policy-ref.js';
import { decodeText, parseXml, type XmlDocument } from '../xml/document.js';

/** Files after policies in them were rewritten. */
export interface RewrittenPolicies {
  /** Whole texts of files, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Every policy whose text changes: the requested ones, and other variants of them. */
  readonly texts: readonly PolicyText[];
  /** No policy stands on a single line of its file, where a diff of lines would be unreadable. */
  readonly fitsBlock: boolean;
}

/** Opens head's policies as documents, and writes changed ones back into their files. Each is read once. */
export class PolicyDesk implements RepairDesk {
  readonly #tree: Tree;
  readonly #state: ServiceState;
  readonly #documents = new Map<string, Promise<XmlDocument | null>>();
  readonly #texts = new Map<string, Promise<string | null>>();
  readonly #held = new Map<string, ReadonlyMap<string, string | undefined>>();
  #hosted: ReadonlyMap<string, readonly HostedDocument[]> | null = null;

  /** `state`: the service of the tree, with the policies that may be opened. */
  constructor(tree: Tree, state: ServiceState) {
    this.#tree = tree;
    this.#state = state;
  }

  /** The text of a file of the tree; null if it cannot be read. */
  textOf(path: string): Promise<string | null> {
    let text = this.#texts.get(path);
    if (text === undefined) this.#texts.set(path, (text = readText(this.#tree, path)));
    return text;
  }

  open(ref: PolicyRef): Promise<XmlDocument | null> {
    const key = refKey(ref);
    let document = this.#documents.get(key);
    if (document === undefined) this.#documents.set(key, (document = this.#open(ref)));
    return document;
  }

  async #open(ref: PolicyRef): Promise<XmlDocument | null> {
    const file = await this.textOf(ref.path);
    const isXml = languageOf(ref.path) === 'xml';
    const text = file === null ? null : isWholeFile(ref) ? (isXml ? file : null) : this.hostOf(ref)?.open(file)?.text;
    const parsed = text === null || text === undefined ? null : parseXml(text);
    return parsed?.ok === true ? parsed.document : null;
  }

  /** The host of a policy inside a file; null for a whole file, and for policies outside the state. */
  hostOf(ref: PolicyRef): Host | null {
    return this.#hostedIn(ref.path).find((one) => refKey(one.ref) === refKey(ref))?.host ?? null;
  }

  /** Number of characters of the files that contain these policies. */
  async lengthOfHosts(texts: readonly PolicyText[]): Promise<number> {
    const paths = new Set(texts.flatMap(({ ref }) => (isWholeFile(ref) ? [] : ref.path)));
    let length = 0;
    for (const path of paths) length += (await this.textOf(path))?.length ?? 0;
    return length;
  }

  /** The policies inside a file, each once. */
  #hostedIn(path: string): readonly HostedDocument[] {
    if (this.#hosted === null) {
      const found = new Map<string, Map<string, HostedDocument>>();
      for (const { file } of this.#state.documents()) {
        if (!file.ok || file.document.host === null) continue;
        const { ref, host } = file.document;
        const policies = found.get(ref.path) ?? new Map<string, HostedDocument>();
        found.set(ref.path, policies.set(refKey(ref), { ref, host }));
      }
      this.#hosted = new Map([...found].map(([one, policies]) => [one, [...policies.values()]]));
    }
    return this.#hosted.get(path) ?? [];
  }

  /**
   * The files with changed policy texts. null: a file cannot be written so (a filled-in part would change, two texts overlap), or a policy has two requested
   * texts.
   */
  async rewrite(texts: readonly PolicyText[]): Promise<RewrittenPolicies | null> {
    const files = new Map<string, string>();
    const edits = new Map<string, TextEdit[]>();
    let fitsBlock = true;
    for (const { ref, text } of texts) {
      if (isWholeFile(ref)) {
        if (files.has(ref.path) && files.get(ref.path) !== text) return null;
        files.set(ref.path, text);
        continue;
      }
      const hosted = this.hostOf(ref)?.open((await this.textOf(ref.path)) ?? '') ?? null;
      const own = hosted?.fileEdits(textEdits(hosted.text, text)) ?? null;
      if (hosted === null || own === null) return null;
      fitsBlock &&= hosted.hasOwnLines;
      const known = edits.get(ref.path) ?? [];
      // Variants of one text need the same edits.
      const missing = own.filter((edit) => !known.some((one) => isSame(one, edit)));
      edits.set(ref.path, [...known, ...missing]);
    }
    for (const [path, all] of edits) {
      const text = spliced((await this.textOf(path)) ?? '', all);
      if (text === null || files.has(path)) return null;
      files.set(path, text);
    }
    const variants = this.#otherVariants(texts, files);
    return variants === null ? null : { files, texts: [...texts, ...variants], fitsBlock };
  }

  /** The policies of these files, by path, whose text differs after the change. null: one cannot be read any more. */
  async reread(files: ReadonlyMap<string, string>): Promise<RewrittenPolicies | null> {
    const texts: PolicyText[] = [];
    const own = new Set(this.#state.documents().map(({ file }) => refKey(refOf(file))));
    for (const [path, text] of files) {
      const whole = wholeFile(path);
      if (own.has(refKey(whole))) texts.push({ ref: whole, text });
      const asTheyAre = await this.#asTheyAre(path);
      for (const { ref, host } of this.#hostedIn(path)) {
        const read = host.open(text)?.text;
        if (read === undefined) return null;
        if (read !== asTheyAre.get(refKey(ref))) texts.push({ ref, text: read });
      }
    }
    return { files, texts, fitsBlock: true };
  }

  /** Other variants at the same place of a file change with it. */
  #otherVariants(texts: readonly PolicyText[], files: ReadonlyMap<string, string>): readonly PolicyText[] | null {
    const found = new Map<string, PolicyText>();
    const asked = new Set(texts.map(({ ref }) => refKey(ref)));
    for (const { ref } of texts) {
      for (const other of this.#hostedIn(ref.path)) {
        if (other.ref.at !== ref.at || asked.has(refKey(other.ref))) continue;
        const hosted = other.host.open(files.get(ref.path) ?? '');
        if (hosted === null) return null;
        found.set(refKey(other.ref), { ref: other.ref, text: hosted.text });
      }
    }
    return [...found.values()];
  }

  /** Whether the files, read again completely, hold exactly the new texts, and all other policies unchanged. */
  async readsAs({ files, texts }: RewrittenPolicies): Promise<boolean> {
    const wanted = new Map(texts.map(({ ref, text }) => [refKey(ref), text]));
    for (const [path, text] of files) {
      const asTheyAre = await this.#asTheyAre(path);
      for (const { ref, host } of this.#hostedIn(path)) {
        if (host.open(text)?.text !== (wanted.get(refKey(ref)) ?? asTheyAre.get(refKey(ref)))) return false;
      }
    }
    return true;
  }

  /** The texts of a file's policies, read once: each of thousands of repairs is compared with all of them. */
  async #asTheyAre(path: string): Promise<ReadonlyMap<string, string | undefined>> {
    let texts = this.#held.get(path);
    if (texts === undefined) {
      const file = (await this.textOf(path)) ?? '';
      texts = new Map(this.#hostedIn(path).map(({ ref, host }) => [refKey(ref), host.open(file)?.text]));
      this.#held.set(path, texts);
    }
    return texts;
  }
}

interface HostedDocument {
  readonly ref: PolicyRef;
  readonly host: Host;
}

function isSame(one: TextEdit, other: TextEdit): boolean {
  return one.span.start === other.span.start && one.span.end === other.span.end && one.text === other.text;
}

function spliced(text: string, edits: readonly TextEdit[]): string | null {
  try {
    return applyEdits(text, edits);
  } catch {
    return null;
  }
}

async function readText(tree: Tree, path: string): Promise<string | null> {
  if (tree.entries.get(path)?.kind !== 'file') return null;
  const bytes = (await tree.read([path])).get(path);
  if (bytes === undefined) return null;
  const decoded = decodeText(bytes);
  return decoded.ok ? decoded.text : null;
}
