/** What each kind of accountable fact is called on paper. */

import type { AccountableFact } from '../../../core/facts.ts';

const WORDS: Readonly<Record<AccountableFact['kind'], string>> = {
  'gateway-started': '网关启动',
  'gateway-stopped': '网关停止',
  press: '按下求助',
  'incident-opened': '事件发生',
  'incident-joined': '并入事件',
  'step-reached': '通知升级',
  'notice-queued': '准备通知',
  'notice-sent': '通知已发出',
  'notice-delivered': '通知已送达',
  'notice-failed': '通知失败',
  'notice-dropped': '通知取消',
  'notice-seen': '已查看',
  'incident-taken': '已接手',
  'incident-arrived': '已到场',
  'incident-handed-over': '已移交',
  'incident-noted': '备注',
  'incident-closed': '已办结',
  tamper: '防拆',
  'device-fault': '设备故障',
  'device-restored': '设备恢复',
  'device-silent': '设备失联',
  'device-back': '设备重新联系上',
  'storage-fault': '存储故障',
  'storage-restored': '存储恢复',
  'channel-fault': '通道故障',
  'channel-restored': '通道恢复',
  'clock-stepped': '时钟跳变',
  'config-loaded': '配置生效',
  'config-refused': '配置被拒',
  'access-refused': '拒绝访问',
  'credential-issued': '签发设备密钥',
  'user-added': '新建账号',
  'token-created': '生成令牌',
  'signed-in': '登录',
  'signed-out': '退出',
  'password-set': '设置密码',
  'sign-in-refused': '登录被拒',
  'ledger-exported': '导出台账',
  'backup-made': '备份',
  rejected: '消息被拒',
};

export const kindInChinese = (kind: string): string =>
  Object.entries(WORDS).find(([known]) => known === kind)?.[1] ?? '';
