/** Options of the command line, and the form's fields for them. The sentences of `explain` name the options. */
const fields: readonly (readonly [RegExp, string])[] = [
  [/--key header or --key query adds a key/, 'choose how it is sent under Subscription key'],
  [/change that with --key none, header or query/, 'change that under Subscription key'],
  [/say how it is sent: --key header or --key query/, 'say how it is sent under Subscription key'],
  [/say --key query or --key none/, 'choose another one under Subscription key'],
  [/ \(--key query\)/, ''],
  [/say which with --operation: /, 'choose one under Operation: '],
  [/: --product \S+ names its product/, ': choose its product'],
  [/say --api (\S+) instead/, 'choose $1 under API'],
  [/send it, --header (\S+)$/, 'send it, $1 under Headers'],
];

/** A sentence of `explain` for users of the form. */
export function inFormWords(text: string): string {
  return fields.reduce((said, [option, field]) => said.replace(option, field), text);
}
