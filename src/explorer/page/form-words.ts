/** What the command line calls an option is a field of the form here. The sentences are those of `explain`, which names the options. */
const fields: readonly (readonly [RegExp, string])[] = [
  [/--key header or --key query adds a key/, 'choose how it is sent under Subscription key'],
  [/change that with --key none, header or query/, 'change that under Subscription key'],
  [/say how it is sent: --key header or --key query/, 'say how it is sent under Subscription key'],
  [/say --key query or --key none/, 'choose another one under Subscription key'],
  [/ \(--key query\)/, ''],
  [/say which with --operation: /, 'choose one under Operation: '],
  [/: --product \S+ names its product/, ': choose its product'],
  [/send it, --header (\S+)$/, 'send it, $1 under Headers'],
];

/** A sentence of `explain` for somebody who has a form before them, and no command line. */
export function inFormWords(text: string): string {
  return fields.reduce((said, [option, field]) => said.replace(option, field), text);
}
