import { defaultSettings } from '../config/defaults.js';
import { toldRules } from '../config/told-rules.js';
import type { Tree } from '../layouts/tree.js';
import type { EnvironmentEffect } from '../review/effect.js';
import type { Suggestion } from '../review/review.js';
import { verifierOf } from '../review/verify-state.js';
import { applyLineEdits } from '../text/edit.js';
import type { ExplainTarget } from './request-target.js';

/** The effect of another environment's repair here; null: none, or unknown. */
export async function effectHere(
  { route: { state }, complete }: ExplainTarget,
  tree: Tree,
  edits: Suggestion['edits'],
): Promise<Pick<EnvironmentEffect, 'groups' | 'furtherOperations'> | null> {
  const files = new Map<string, string>();
  const verifier = verifierOf(state, tree, { complete, found: null, rules: toldRules(defaultSettings, 'scan') });
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = await verifier.textOf(path);
    if (text === null) return null;
    files.set(
      path,
      applyLineEdits(
        text,
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  const effect = (await verifier.outcomeHere(files, [], 'error'))?.effect ?? null;
  return effect === null ? null : { groups: effect.groups, furtherOperations: effect.furtherOperations };
}
