import { blindSpotPress } from './blind-spot-press.ts';
import { doorLeftOpen } from './door-left-open.ts';
import { floodingSensor } from './flooding-sensor.ts';
import { manyPresses } from './many-presses.ts';
import { powerCut } from './power-cut.ts';
import { quietDay } from './quiet-day.ts';
import type { Scenario } from './scenario.ts';
import { silentDevice } from './silent-device.ts';
import { stuckButton } from './stuck-button.ts';
import { tamper } from './tamper.ts';

export const SCENARIOS: readonly Scenario[] = [
  quietDay,
  blindSpotPress,
  manyPresses,
  powerCut,
  floodingSensor,
  stuckButton,
  silentDevice,
  tamper,
  doorLeftOpen,
];
