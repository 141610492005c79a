import { expect, it } from 'vitest';
import { dingtalkSignature, feishuSignature, webhookSignature } from './signatures.ts';

it("DingTalk's vector, as it is and as it stands in the URL", () => {
  const sign = dingtalkSignature('1700000000000', 'SECabcdef0123456789');
  expect(sign).toBe('dV0RXHUD72d0VKcnHrBhJ9jhSbDS3HUiduucxO+izso=');
  const url = new URL('https://oapi.dingtalk.com/robot/send');
  url.searchParams.set('sign', sign);
  expect(url.search).toBe('?sign=dV0RXHUD72d0VKcnHrBhJ9jhSbDS3HUiduucxO%2Bizso%3D');
});

it("Feishu's vector", () => {
  expect(feishuSignature('1599360473', 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=');
});

it("the webhook's signature is the HMAC-SHA256 of RFC 4231, test case 2", () => {
  const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(webhookSignature('what do ya want for nothing?', 'Jefe')).toBe(`sha256=${digest}`);
});
