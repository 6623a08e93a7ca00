import type { PolicyDocument, PolicyFile } from '../apim/policy.js';
import { elementsOf, childrenNamed } from '../xml/document.js';
import { appendChild, insertBefore, removeNode } from '../xml/edit-elements.js';
import { dedent } from './promises.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';
import type { PolicyText, RepairDesk } from './repair.js';
import type { CorsElement } from '../effective/service-state.js';

/** Source of an element in head, not indented; null if the file cannot be read. */
export async function elementSource(desk: RepairDesk, element: CorsElement): Promise<string | null> {
  const document = await desk.open(element.element.place.ref);
  const found = document === null ? null : elementAt(document, element.element.place);
  return document === null || found === null ? null : dedent(document.text.slice(found.span.start, found.span.end));
}

/** The document with the source at the top of its inbound section; null if there is no such section, or it has a `<cors>`: a second one would be refused. */
export async function withCorsOnTop(desk: RepairDesk, file: PolicyFile | null, source: string): Promise<readonly PolicyText[] | null> {
  if (file?.ok !== true || holdsCors(file.document)) return null;
  const document = await desk.open(file.document.ref);
  const inbound = document === null ? undefined : childrenNamed(document.root, 'inbound')[0];
  if (document === null || inbound === undefined) return null;
  const [first] = elementsOf(inbound);
  const step =
    first === undefined
      ? at(pathTo(inbound), (doc, section) => appendChild(doc, section, source))
      : at(pathTo(first), (doc, reference) => insertBefore(doc, reference, source));
  const text = rewrite(document, [step]);
  return text === null ? null : [{ ref: file.document.ref, text }];
}

/** The element's document without the element. */
export async function withoutElement(desk: RepairDesk, element: CorsElement): Promise<readonly PolicyText[] | null> {
  const { ref } = element.element.place;
  const document = await desk.open(ref);
  const found = document === null ? null : elementAt(document, element.element.place);
  if (document === null || found === null) return null;
  const text = rewrite(document, [at(pathTo(found), (doc, one) => removeNode(doc, one))]);
  return text === null ? null : [{ ref, text }];
}

function holdsCors(document: PolicyDocument): boolean {
  return document.sections.get('inbound')?.statements.some((statement) => statement.kind === 'cors') ?? false;
}
