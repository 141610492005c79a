import { expect, it } from 'vitest';
import { ButtonLoop, PARTS } from '../kit/avr/button-loop.ts';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { wiredNode } from '../kit/avr/enrolled.ts';
import { sizeOf } from '../kit/avr/firmware-build.ts';

describeFirmware('the supervised loop', () => {
  it('tells a cut wire and a mended one, and takes neither for a press', () => {
    const wired = wiredNode();
    wired.button.loop.cut = true;
    wired.run(200);
    expect(wired.host.newest).toMatchObject({ line: 'open', lineFaults: 1, pressed: false });
    expect(wired.host.newest?.adc).toBeGreaterThan(1000);
    wired.button.loop.cut = false;
    wired.run(200);
    expect(wired.host.newest).toMatchObject({ line: 'normal', lineFaults: 1 });
    expect(wired.host.raised).toEqual([]);
  });

  it('tells wires that touch, also while the button is held, and the press after it is mended', () => {
    const wired = wiredNode();
    wired.button.loop.shorted = true;
    wired.run(200);
    expect(wired.host.newest).toMatchObject({ line: 'short', lineFaults: 1 });
    wired.press();
    expect(wired.host.raised).toEqual([]);
    wired.button.loop.shorted = false;
    wired.run(200);
    wired.press();
    expect(wired.host.presses).toBe(1);
    expect(wired.host.newest?.line).toBe('normal');
  });

  it('tells of a cut that was mended while the line to the host was down', () => {
    const wired = wiredNode();
    wired.connected = false;
    wired.button.loop.cut = true;
    wired.run(300);
    wired.button.loop.cut = false;
    wired.run(300);
    wired.connected = true;
    wired.run(400);
    expect(wired.host.newest).toMatchObject({ line: 'normal', lineFaults: 1 });
  });

  it('of 200 ohms of wire and damp insulation still tells rest from press', () => {
    const wired = wiredNode();
    wired.button.loop.wire = 200;
    wired.button.loop.leak = 47_000;
    wired.run(200);
    expect(wired.host.newest?.line).toBe('normal');
    wired.press();
    expect(wired.host.presses).toBe(1);
    wired.button.loop.cut = true;
    wired.run(200);
    expect(wired.host.newest?.line).toBe('open');
  });

  it('shows its voltage and the supply', () => {
    const wired = wiredNode();
    wired.press(100);
    wired.run(31_000);
    expect(wired.host.newest?.adc).toBe(512);
    expect(Math.abs((wired.host.newest?.vccMv ?? 0) - 5000)).toBeLessThan(30);
  });
});

describeFirmware('the lid', () => {
  it('opened is told at once, and once told stays told: an opening while the line was down is counted', () => {
    const wired = wiredNode();
    wired.button.lidOpen = true;
    wired.run(150);
    expect(wired.host.newest).toMatchObject({ lidOpen: true, lidOpenings: 1 });
    wired.button.lidOpen = false;
    wired.run(150);
    wired.connected = false;
    for (let i = 0; i < 3; i += 1) {
      wired.button.lidOpen = true;
      wired.run(200);
      wired.button.lidOpen = false;
      wired.run(200);
    }
    wired.connected = true;
    wired.run(400);
    expect(wired.host.newest).toMatchObject({ lidOpen: false, lidOpenings: 4 });
    expect(wired.host.raised).toEqual([]);
  });
});

/** Every resistor at either end of its tolerance: the states must not come near each other's bounds (sense.h). */
describeFirmware('parts of 5 % and wires up to 200 ohms', () => {
  const bounds = { short: 72, pressed: 330, normal: 768, hysteresis: 12 };

  it('keep every state more than twice the hysteresis away from its bounds', () => {
    const ends = [0.95, 1, 1.05];
    let seen = 0;
    for (const a of ends)
      for (const b of ends)
        for (const c of ends)
          for (const wire of [0, 200]) {
            const loop = new ButtonLoop({
              pullUp: PARTS.pullUp * a,
              endOfLine: PARTS.endOfLine * b,
              button: PARTS.button * c,
            });
            loop.wire = wire;
            const normal = loop.ratio * 1024;
            loop.pressed = true;
            const pressed = loop.ratio * 1024;
            expect(normal).toBeGreaterThan(bounds.pressed + 2 * bounds.hysteresis);
            expect(normal).toBeLessThan(bounds.normal - 2 * bounds.hysteresis);
            expect(pressed).toBeGreaterThan(bounds.short + 2 * bounds.hysteresis);
            expect(pressed).toBeLessThan(bounds.pressed - 2 * bounds.hysteresis);
            seen += 1;
          }
    expect(seen).toBe(54);
  });
});

describeFirmware('the firmware', () => {
  it('takes a quarter of the flash and a third of the RAM at most, and never half of the stack that is left', () => {
    const { flash, ram } = sizeOf('node');
    expect(flash).toBeLessThanOrEqual(8192);
    expect(ram).toBeLessThanOrEqual(600);
    const wired = wiredNode();
    wired.say(wired.host.command({ type: 'run-selftest', boot: wired.host.newest?.boot ?? 0 }));
    wired.press();
    wired.say(wired.host.who());
    wired.run(300);
    expect(wired.host.heard('hello').at(-1)?.freeStack).toBeGreaterThan((2048 - ram) / 2);
  });
});
