import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, globalPath, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Verdict = 'reflected' | 'loose' | 'unknown' | 'sound';

const header = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const list = 'new[] { "https://app.contoso.com", "https://www.contoso.com" }';
const body = (condition: string): string => `@{ var o = ${header}; if (${condition}) { return o; } return ""; }`;
const raw = String.raw;

/** What is said of a value of Access-Control-Allow-Origin in outbound, and with which origin as proof. */
async function told(value: string, inbound: readonly string[] = []): Promise<{ readonly verdict: Verdict; readonly origin: string | null }> {
  const written = within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
  const files = repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...inbound], rest(written)) });
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
  // A text that is not read would pass for sound.
  expect(findings.map(({ rule }) => rule)).not.toContain('malformed-policy');
  expect(findings.map(({ rule }) => rule)).not.toContain('not-understood');
  for (const { says } of findings) {
    if (says.code === 'reflected-origin') return { verdict: 'reflected', origin: null };
    if (says.code === 'loose-origin-match') return { verdict: 'loose', origin: says.given.origin };
    if (says.code === 'reflected-origin.unknown') return { verdict: 'unknown', origin: null };
  }
  return { verdict: 'sound', origin: null };
}

describe('a value that gives every origin back', () => {
  test.each<[string, string]>([
    ['with an empty default', `@(${header})`],
    ['with another origin as the default', '@(context.Request.Headers.GetValueOrDefault("Origin", "http://localhost:3000"))'],
    ['with a wildcard as the default', '@(context.Request.Headers.GetValueOrDefault("Origin","*"))'],
    ['with a named value as the default', '@(context.Request.Headers.GetValueOrDefault("Origin","{{portal}}"))'],
    ['in lower case, escaped as XML', '@(context.Request.Headers.GetValueOrDefault(&quot;origin&quot;, &quot;&quot;))'],
    ['by index', '@(context.Request.Headers["Origin"].First())'],
    ['by index twice', '@(context.Request.Headers["Origin"][0])'],
    ['by FirstOrDefault and ??', '@(context.Request.Headers["Origin"].FirstOrDefault() ?? "*")'],
    ['by ?.', '@(context.Request.Headers["Origin"]?.FirstOrDefault()?.ToString())'],
    ['joined', '@(string.Join(",", context.Request.Headers["Origin"]))'],
    [
      'searched for among all headers',
      '@(context.Request.Headers.Where(h => h.Key.ToLower() == "origin").Select(h => h.Value.First()).FirstOrDefault())',
    ],
    ['found among all headers', '@(context.Request.Headers.First(h => h.Key.Equals("origin", StringComparison.OrdinalIgnoreCase)).Value[0])'],
    ['put together with nothing', `@("" + ${header})`],
    ['put together from its parts', `@{ var u = new Uri(${header}); return u.Scheme + "://" + u.Authority; }`],
    ['interpolated', `@($"{${header}}")`],
    ['interpolated from its parts', `@{ var u = new Uri(${header}); return $"{u.Scheme}://{u.Authority}"; }`],
    ['by string.Format', `@(string.Format("{0}", ${header}))`],
    ['by string.Concat', `@(string.Concat(${header}, ""))`],
    ['in lower case and trimmed', `@(${header}.ToLower().Trim().TrimEnd('/'))`],
    ['split and put together', `@{ var p = ${header}.Split(new[] { "://" }, StringSplitOptions.None); return p[0] + "://" + p[1]; }`],
    ['by a variable of the block', `@{ string origin = ${header}; return origin; }`],
    ['after a test that it is there', `@(string.IsNullOrEmpty(${header}) ? "*" : ${header})`],
    ['where the header is there', `@(context.Request.Headers.ContainsKey("Origin") ? context.Request.Headers["Origin"].First() : "*")`],
    ['by TryGetValue', '@{ string[] values; if (context.Request.Headers.TryGetValue("Origin", out values)) { return values[0]; } return "*"; }'],
    ['by TryGetValue with a declaration', '@(context.Request.Headers.TryGetValue("Origin", out var values) ? values.First() : "*")'],
    ['for some methods only', `@(context.Request.Method == "GET" || context.Request.Method == "POST" ? ${header} : "")`],
    ['for all but one', body('o != "https://evil.example"')],
    ['for all but null', body('o != "null" && o != ""')],
    ['after a check whose other way is it too', `@{ var o = ${header}; if (o == "https://app.contoso.com") { return o; } return o; }`],
    ['from a try', `@{ try { return new Uri(${header}).GetLeftPart(UriPartial.Authority); } catch (Exception e) { return "*"; } }`],
    ['in verbatim strings and comments', '@{ // the caller\n /* its origin */ return context.Request.Headers.GetValueOrDefault(@"Origin", @""); }'],
    ['where the check is commented out', `@{ var o = ${header}; /* if (!allowed.Contains(o)) return ""; */ return o; }`],
    ['by the status', `@(context.Response.StatusCode == 200 ? ${header} : "")`],
    ['by the API', `@(context.Api.Id == "public" ? ${header} : "https://app.contoso.com")`],
    ['by the body', `@((string)context.Request.Body.As<JObject>(preserveContent: true)["kind"] == "public" ? ${header} : "")`],
    ['where a dot is somewhere', body('o.Contains(".")')],
    ['by a switch with a default', `@{ var o = ${header}; switch (o) { case "https://a.example": return "https://b.example"; default: return o; } }`],
    ['by a loop that ends at once', `@{ var o = ${header}; foreach (var a in ${list}) { if (a != o) { return o; } } return ""; }`],
    ['by a list of everybody', body('new[] { "*" }.Contains("*")')],
    ['by any pattern', body('Regex.IsMatch(o, ".*")')],
  ])('%s', async (_, value) => {
    expect(await told(value)).toEqual({ verdict: 'reflected', origin: null });
  });
});

describe('a sound check', () => {
  test.each<[string, string]>([
    ['==', body('o == "https://app.contoso.com"')],
    ['== the other way round', body('"https://app.contoso.com" == o')],
    ['== a named value', body('o == "{{portal}}"')],
    ['!= and an early end', `@{ var o = ${header}; if (o != "https://app.contoso.com") { return ""; } return o; }`],
    ['Equals', body('o.Equals("https://app.contoso.com", StringComparison.OrdinalIgnoreCase)')],
    ['string.Equals', body('string.Equals(o, "https://app.contoso.com")')],
    ['string.Compare', body('string.Compare(o, "https://app.contoso.com", true) == 0')],
    ['several ==', body('o == "https://app.contoso.com" || o == "https://www.contoso.com"')],
    ['an array', body(`(${list}).Contains(o)`)],
    ['an array of its own', `@{ var o = ${header}; var allowed = ${list}; return allowed.Contains(o) ? o : ""; }`],
    ['a typed array', `@{ string[] allowed = { "https://app.contoso.com" }; var o = ${header}; if (!allowed.Contains(o)) { return ""; } return o; }`],
    ['a HashSet', body('new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "https://app.contoso.com" }.Contains(o)')],
    ['a List', body('new List<string> { "https://app.contoso.com" }.Contains(o)')],
    ['a List that grows', `@{ var o = ${header}; var l = new List<string>(); l.Add("https://app.contoso.com"); return l.Contains(o) ? o : ""; }`],
    ['a dictionary', body('new Dictionary<string, string> { { "https://app.contoso.com", "1" } }.ContainsKey(o)')],
    ['Array.IndexOf', body(`Array.IndexOf(${list}, o) >= 0`)],
    ['Array.IndexOf, not minus one', body(`Array.IndexOf(${list}, o) != -1`)],
    ['Any', body(`(${list}).Any(a => a == o)`)],
    ['Any with Equals', body(`(${list}).Any(a => a.Equals(o, StringComparison.OrdinalIgnoreCase))`)],
    ['Array.Exists', body(`Array.Exists(${list}, a => a == o)`)],
    ['a split text', body(raw`"https://app.contoso.com,https://www.contoso.com".Split(',').Contains(o)`)],
    ['a split named value', body(`"{{allowed-origins}}".Split(',').Contains(o)`)],
    ['a split named value, trimmed', body(`"{{allowed-origins}}".Split(';').Select(x => x.Trim()).Any(x => x == o)`)],
    ['a loop', `@{ var o = ${header}; foreach (var a in ${list}) { if (a == o) { return o; } } return ""; }`],
    ['a counted loop', `@{ var o = ${header}; var l = ${list}; for (int i = 0; i < l.Length; i++) { if (l[i] == o) return o; } return null; }`],
    [
      'a switch',
      `@{ var o = ${header}; switch (o) { case "https://app.contoso.com": case "https://b.contoso.com": return o; default: return ""; } }`,
    ],
    ['a flag', `@{ var o = ${header}; bool ok = false; if ((${list}).Contains(o)) { ok = true; } return ok ? o : ""; }`],
    ['an anchored pattern', body(raw`Regex.IsMatch(o, @"^https://(app|www)\.contoso\.com$")`)],
    ['an anchored pattern with ports', body('Regex.IsMatch(o, "^http://localhost:[0-9]+$")')],
    ['an anchored pattern of names under a domain', body(raw`Regex.IsMatch(o, @"^https://[a-z0-9-]+\.contoso\.com$", RegexOptions.IgnoreCase)`)],
    [
      'a pattern that a variable holds',
      raw`@{ var r = new Regex(@"\Ahttps://app\.contoso\.com\z"); var o = ${header}; return r.IsMatch(o) ? o : ""; }`,
    ],
    ['any port of one host', body('o.StartsWith("http://localhost:")')],
    ['names under a domain, with the dot', body('o.StartsWith("https://") && o.EndsWith(".contoso.com")')],
    ['the whole end of an origin', body('o.EndsWith("://app.contoso.com")')],
    ['the host', `@{ var o = ${header}; return new Uri(o).Host == "app.contoso.com" ? o : ""; }`],
    [
      'the host, in a list',
      `@{ Uri u; var o = ${header}; return Uri.TryCreate(o, UriKind.Absolute, out u) && new[] { "a.contoso.com" }.Contains(u.Host) ? o : ""; }`,
    ],
    ['a check beside a loose one', body(`o.EndsWith("contoso.com") && (${list}).Contains(o)`)],
    ['the listed one instead of the caller’s', `@{ var o = ${header}; return (${list}).FirstOrDefault(a => a == o) ?? ""; }`],
    [
      'a list per API',
      `@{ var o = ${header}; string[] a; switch (context.Api.Id) { case "x": a = ${list}; break; default: return ""; } return a.Contains(o) ? o : ""; }`,
    ],
    ['one fixed origin', '@("https://app.contoso.com")'],
    ['another header', '@(context.Request.Headers.GetValueOrDefault("X-Tenant", ""))'],
    ['an error of C#', `@{ var o = ${header}; if (o != "https://app.contoso.com") { throw new Exception("no"); } return o; }`],
  ])('%s', async (_, value) => {
    expect(await told(value)).toEqual({ verdict: 'sound', origin: null });
  });
});

describe('a loose check, and an origin that passes it', () => {
  test.each<[string, string, string]>([
    ['EndsWith', body('o.EndsWith("contoso.com")'), 'https://attackercontoso.com'],
    ['StartsWith', body('o.StartsWith("https://app.contoso.com")'), 'https://app.contoso.com.attacker.example'],
    ['StartsWith the scheme', body('o.StartsWith("https://")'), 'https://attacker.example'],
    ['StartsWith a loopback', body('o.StartsWith("http://localhost")'), 'http://localhost.attacker.example'],
    ['Contains of a name', body('o.Contains("contoso")'), 'https://contoso.attacker.example'],
    ['Contains of a host', body('o.Contains(".contoso.com")'), 'https://attacker.contoso.com.attacker.example'],
    ['IndexOf', body('o.IndexOf("contoso.com") >= 0'), 'https://contoso.com.attacker.example'],
    ['IndexOf, not minus one', body('o.IndexOf("contoso.com", StringComparison.OrdinalIgnoreCase) != -1'), 'https://contoso.com.attacker.example'],
    ['both ends', body('o.StartsWith("https://app") && o.EndsWith("contoso.com")'), 'https://appattackercontoso.com'],
    ['a beginning and a part', body('o.StartsWith("https://") && o.Contains("contoso.com")'), 'https://contoso.com.attacker.example'],
    ['a text that holds it', body('"https://app.contoso.com,https://www.contoso.com".Contains(o)'), 'https://app.contoso.co'],
    ['a pattern without anchors', body(raw`Regex.IsMatch(o, @"https://.*\.contoso\.com")`), 'https://attacker.contoso.com.attacker.example'],
    ['a pattern without an end', body(raw`Regex.IsMatch(o, @"^https://app\.contoso\.com")`), 'https://app.contoso.com.attacker.example'],
    ['a pattern without a beginning', body(raw`Regex.IsMatch(o, @"contoso\.com$")`), 'https://attackercontoso.com'],
    ['a pattern with a dot that is any character', body('Regex.IsMatch(o, "^https://app.contoso.com$")'), 'https://appxcontoso.com'],
    ['a pattern with one such dot', body(raw`Regex.IsMatch(o, @"^https://[a-z]+.contoso\.com$")`), 'https://attackerxcontoso.com'],
    [
      'a pattern of alternatives, each with one anchor',
      body(raw`Regex.IsMatch(o, @"^https://a\.com|https://b\.com$")`),
      'https://a.com.attacker.example',
    ],
    ['a pattern whose domain is any', body(raw`Regex.IsMatch(o, @"^https://[a-z]+\.com$")`), 'https://attacker.com'],
    ['new Regex', body('new Regex("contoso").IsMatch(o)'), 'https://contoso.attacker.example'],
    ['Match', body('Regex.Match(o, "contoso.com").Success'), 'https://contoso.com.attacker.example'],
    ['Any with EndsWith', body('(new[] { "contoso.com" }).Any(a => o.EndsWith(a))'), 'https://attackercontoso.com'],
    ['Any with Contains', body('(new[] { "fabrikam.com", "contoso.com" }).Any(a => o.Contains(a))'), 'https://fabrikam.com.attacker.example'],
    ['the host', `@{ var o = ${header}; return new Uri(o).Host.EndsWith("contoso.com") ? o : ""; }`, 'https://attackercontoso.com'],
    ['beside an exact one', body('o == "https://app.contoso.com" || o.EndsWith("contoso.com")'), 'https://attackercontoso.com'],
    ['names that tenants share', body('o.EndsWith(".azurewebsites.net")'), 'https://attacker.azurewebsites.net'],
    ['in lower case', body('o.ToLowerInvariant().EndsWith("contoso.com")'), 'https://attackercontoso.com'],
    ['without the scheme', body('o.Replace("https://", "").StartsWith("contoso.com")'), 'https://contoso.com.attacker.example'],
  ])('%s', async (_, value, origin) => {
    expect(await told(value)).toEqual({ verdict: 'loose', origin });
  });
});

describe('what cannot be followed is told as that', () => {
  test.each<[string, string]>([
    ['a list that a cache holds', body('((JArray)context.Variables["allowed"]).Any(a => a.ToString() == o)')],
    ['a variable that nobody sets', '@((string)context.Variables["nobody"])'],
    ['C# that is not known', `@{ goto there; there: return ${header}; }`],
    ['no C# at all', '@((()'],
    ['a named value decides', body('"{{reflect}}" == "true"')],
    ['a named value that holds it', body('"{{allowed-origins}}".Contains(o)')],
    ['the end is a named value', body('o.EndsWith("{{domain}}")')],
    ['a pattern that a named value holds', body('Regex.IsMatch(o, "{{pattern}}")')],
    ['a pattern that looks ahead', body('Regex.IsMatch(o, "^(?!https://evil).*$")')],
    ['the Referer decides', body('context.Request.Headers.GetValueOrDefault("Referer","").StartsWith("https://app.contoso.com/")')],
    ['the host that is called', body('new Uri(o).Host == context.Request.OriginalUrl.Host')],
    ['another text', `@(context.Request.OriginalUrl.Scheme + "://" + new Uri(${header}).Host)`],
    ['a method of its own', `@(Encode(${header}))`],
    ['what the backend answers', '@(context.Response.Headers.GetValueOrDefault("Access-Control-Allow-Origin", ""))'],
    ['a hash', `@(Convert.ToBase64String(Encoding.UTF8.GetBytes(${header})))`],
    [
      'a dictionary asked with another header',
      `@{ var o = ${header}; var d = new Dictionary<string, string> { { "a", "1" } }; return d.ContainsKey(context.Request.Headers.GetValueOrDefault("Referer", "")) ? o : ""; }`,
    ],
    [
      'a dictionary asked for a value with another header',
      `@{ var o = ${header}; string v; var d = new Dictionary<string, string> { { "a", "1" } }; return d.TryGetValue(context.Request.Headers.GetValueOrDefault("Referer", ""), out v) ? o : ""; }`,
    ],
    [
      'the host of another header',
      `@{ var o = ${header}; Uri u; return Uri.TryCreate(context.Request.Headers.GetValueOrDefault("Referer", ""), UriKind.Absolute, out u) && u.Host == "app.contoso.com" ? o : ""; }`,
    ],
  ])('%s', async (_, value) => {
    expect(await told(value)).toEqual({ verdict: 'unknown', origin: null });
  });
});
