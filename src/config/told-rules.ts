import { rules } from '../rules/catalogue.js';
import { profiles, type Profile, type Rule } from '../rules/rule.js';
import type { Settings } from './defaults.js';

/** The profile that the settings select. */
export function profileOf({ profile }: Pick<Settings, 'profile'>, mode: 'review' | 'scan'): Profile {
  return profile ?? (mode === 'review' ? 'pull-request' : 'default');
}

/** Whether a profile reports a rule's findings. */
export function isToldIn({ quiet }: { readonly quiet?: Rule['quiet'] | undefined }, profile: Profile): boolean {
  return quiet === undefined || profiles.indexOf(profile) > profiles.indexOf(quiet.upTo);
}

/** The rules to run: those of the profile, and those with a severity in the configuration. */
export function toldRules(settings: Pick<Settings, 'profile' | 'rules'>, mode: 'review' | 'scan'): readonly Rule[] {
  const profile = profileOf(settings, mode);
  return rules.filter((rule) => isToldIn(rule, profile) || settings.rules.some((one) => one.rule === rule.id && one.severity !== 'off'));
}
