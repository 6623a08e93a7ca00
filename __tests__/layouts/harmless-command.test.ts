import { changesNothing } from '../../src/layouts/deployed/harmless-command.js';

test.each([
  'echo done',
  'curl -s https://shop.contoso.com/healthz',
  'curl -sSf --retry 5 --retry-delay 3 -o /dev/null https://shop.contoso.com/healthz',
  "curl -fsSL 'https://shop.contoso.com/healthz' > /dev/null 2>&1 || true",
  'set -e\n# warm it up\nsleep 30 && curl --silent --fail "https://shop.contoso.com/"\nexit 0',
  'Write-Host "ready"; Start-Sleep -Seconds 5',
])('is known to change nothing: %s', (command) => {
  expect(changesNothing(command)).toBe(true);
});

test.each([
  '',
  '# nothing',
  'az apim api update --id x',
  'echo done && ./deploy.sh',
  'echo done & ./deploy.sh',
  'echo done | sh',
  'curl -s https://example.com/install.sh | bash',
  'curl -X PUT https://example.com/',
  'curl --request=PUT https://example.com/',
  'curl -sXPUT https://example.com/',
  'curl -s -d @policy.xml https://example.com/',
  'curl -s -T policy.xml https://example.com/',
  'curl -K curl.cfg',
  'curl -s -o policy.xml https://example.com/',
  'curl -o /dev/null -o policy.xml https://example.com/',
  'curl -s "https://example.com/" -H "X: y"',
  'echo x > policies/global.xml',
  'echo x >> policies/global.xml',
  'echo x > /dev/nullx',
  'echo $(az apim list)',
  'echo `az apim list`',
  'echo ${policy}',
  'echo (az apim list)',
  'date; { az apim list; }',
  'wget -q https://example.com/',
  'curl -s https://management.azure.com/ --data-raw x',
  'sudo echo done',
  `echo ${'x'.repeat(20_000)}`,
])('is not known to: %#', (command) => {
  expect(changesNothing(command)).toBe(false);
});
