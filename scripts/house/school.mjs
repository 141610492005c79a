/** Runs the gateway and the simulated school as two processes, and stops both cleanly. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './run.mjs';

const STOP_MS = 8_000;
const MAIN = join(ROOT, 'dist/gateway/main.js');

/** The file with the first administrator's one-time code; the gateway removes it once the code was used. */
const ADMIN_CODE = 'admin-code.txt';

function parseReady(line) {
  if (!line.includes('"ready"')) return null;
  try {
    const entry = JSON.parse(line);
    return entry.msg === 'ready' ? entry : null;
  } catch {
    return null;
  }
}

/** A log line for a person's eyes: only on a terminal; anything that is piped gets the JSON untouched. */
function readable(line) {
  try {
    const { time, level, msg, ...rest } = JSON.parse(line);
    delete rest.pid;
    delete rest.hostname;
    const clock = new Date(time).toTimeString().slice(0, 8);
    const sign = level >= 50 ? '✖' : level >= 40 ? '!' : '·';
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    return `${clock} ${sign} ${msg}${details}`;
  } catch {
    return line;
  }
}

function welcome(ready, data) {
  const code = join(resolve(data), ADMIN_CODE);
  const how = existsSync(code)
    ? [`  登录 / sign in   用户 admin，一次性口令见 / user admin, one-time code in: ${code}`]
    : ['  登录 / sign in   用您的账号 / with your account（新账号 / new: npx campus-guard user add NAME --role ROLE）'];
  return [
    '',
    '  校园守护 Campus Guard 已启动 / is running',
    `  控制台 / console http://127.0.0.1:${ready.httpPort}/`,
    ...how,
    `  MQTT             127.0.0.1:${ready.mqttPort}`,
    '  停止 / stop      Ctrl-C',
    '',
  ].join('\n');
}

const ended = (child) => new Promise((done) => child.once('close', (code, signal) => done(code ?? (signal ? 128 : 1))));

/** Asks once, insists after STOP_MS. */
function stop(child) {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), STOP_MS).unref();
}

function startSimulator(wanted, ready) {
  const url = `mqtt://127.0.0.1:${ready.mqttPort}`;
  const args = [MAIN, 'simulate', '--config', wanted.config, '--data', wanted.data, '--url', url, ...wanted.simulator];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => console.log(`[模拟] ${line}`));
  return child;
}

/** npm itself may be killed (-9), and then passes nothing on: notice that our parent is gone. */
function whenOrphaned(act) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 300);
  timer.unref();
}

/** Resolves to the exit code: 0 after a requested stop, else the gateway's own (it has said why on stderr). */
export async function runSchool(wanted) {
  const simulated = wanted.simulate ? ['--simulated'] : [];
  const args = [MAIN, 'start', '--config', wanted.config, '--data', wanted.data, ...simulated, ...wanted.gateway];
  const gateway = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let simulator = null;
  let stopping = false;
  const onSignal = () => {
    stopping = true;
    stop(simulator);
    stop(gateway);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', () => gateway.kill('SIGHUP'));
  whenOrphaned(onSignal);
  createInterface({ input: gateway.stdout }).on('line', (line) => {
    console.log(process.stdout.isTTY ? readable(line) : line);
    const ready = simulator === null && !stopping ? parseReady(line) : null;
    if (ready === null) return;
    console.log(welcome(ready, wanted.data));
    if (!wanted.simulate) return;
    simulator = startSimulator(wanted, ready);
    void ended(simulator).then((code) => {
      if (!stopping && code !== 0)
        console.error(`campus-guard: the simulator ended with exit code ${code}; the gateway runs on`);
    });
  });
  const code = await ended(gateway);
  stop(simulator);
  if (simulator !== null && simulator.exitCode === null && simulator.signalCode === null) await ended(simulator);
  return code === 0 ? 0 : 1;
}
