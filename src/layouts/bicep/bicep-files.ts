import { TreeTexts } from '../deployed/tree-texts.js';
import type { BicepFile, DeclaredResource, BicepExpression, BicepStatement } from './bicep-syntax.js';
import { parseBicep } from './parse-bicep.js';

/** What one file declares, by name. */
export interface Declarations {
  readonly file: BicepFile;
  /** Everything but outputs, including nested resources. */
  readonly byName: ReadonlyMap<string, DeclaredStatement>;
  readonly outputs: ReadonlyMap<string, BicepExpression>;
  /** Top-level resources. */
  readonly resources: readonly DeclaredStatement<DeclaredResource>[];
  readonly modules: readonly Extract<BicepStatement, { kind: 'module' }>[];
  /** The Bicep file of a parameter file; '': none; null: not stated. */
  readonly using: string | null;
  /** The parameter file whose values this one inherits. */
  readonly extended: string | null;
}

/** A statement, and the resource around it. */
export interface DeclaredStatement<S extends BicepStatement = BicepStatement> {
  readonly statement: S;
  readonly within: DeclaredStatement<DeclaredResource> | null;
}

/** The texts of a tree, parsed as Bicep. */
export class BicepFiles extends TreeTexts {
  override with(texts: Iterable<readonly [path: string, text: string]>): BicepFiles {
    return new BicepFiles(this.tree, this.cache, this.known, new Map([...this.overlaid, ...texts]));
  }

  /** The declarations of a file; null if missing or not read yet. */
  declarations(path: string): Declarations | null {
    return this.made(path, 'bicep', (text) => declarationsIn(parseBicep(text)));
  }
}

function declarationsIn(file: BicepFile): Declarations {
  const byName = new Map<string, DeclaredStatement>();
  const outputs = new Map<string, BicepExpression>();
  const resources: DeclaredStatement<DeclaredResource>[] = [];
  let using: string | null = null;
  let extended: string | null = null;
  const nested = (statement: DeclaredResource, within: DeclaredStatement<DeclaredResource> | null): void => {
    const declared = { statement, within };
    if (within === null) resources.push(declared);
    if (!byName.has(statement.name)) byName.set(statement.name, declared);
    for (const inner of resourcesIn(statement.value)) nested(inner, declared);
  };
  for (const statement of file.statements) {
    if (statement.kind === 'output' && statement.value !== null) outputs.set(statement.name, statement.value);
    else if (statement.kind === 'using') using = statement.source === null ? '' : literalText(statement.source);
    else if (statement.kind === 'extends') extended = literalText(statement.source);
    else if (statement.kind === 'resource') nested(statement, null);
    else byName.set(statement.name, { statement, within: null });
  }
  const modules = file.statements.flatMap((one) => (one.kind === 'module' ? [one] : []));
  return { file, byName, outputs, resources, modules, using, extended };
}

/** The object inside a body's condition and loop; null: something else. */
export function objectLiteral(body: BicepExpression): Extract<BicepExpression, { kind: 'object' }> | null {
  if (body.kind === 'object') return body;
  return body.kind === 'if' || body.kind === 'for' ? objectLiteral(body.body) : null;
}

/** Resources nested in a resource's body. */
export function resourcesIn(body: BicepExpression): readonly DeclaredResource[] {
  return objectLiteral(body)?.resources ?? [];
}

/** A string without holes; null otherwise. */
export function literalText(expression: BicepExpression): string | null {
  if (expression.kind !== 'text') return null;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind === 'hole') return null;
    text += part.text;
  }
  return text;
}
