import type { ServiceState } from '../effective/service-state.js';
import type { Tree } from '../layouts/tree.js';
import { ChangedLines } from './changed-lines.js';
import { Verifier, type Workbench } from './verify.js';

/** A verifier for one state of a service, without a base and a change. */
export function verifierOf(head: ServiceState, tree: Tree, bench: Pick<Workbench, 'complete' | 'found' | 'rules'>): Verifier {
  return new Verifier({
    base: null,
    head,
    tree,
    changed: new ChangedLines(tree, tree, []),
    causes: () => Promise.resolve([]),
    views: [],
    ...bench,
  });
}
