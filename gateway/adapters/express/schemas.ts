/** Names for every shape that crosses HTTP: the components of the OpenAPI document. */

import { z } from 'zod';
import * as api from '../../contract/api.ts';
import * as duty from '../../contract/duty-api.ts';
import { daySummary } from '../../contract/summary-api.ts';
import * as patrol from '../../contract/patrol.ts';
import * as upkeep from '../../contract/upkeep-api.ts';
import { formNode, setupBody, setupDone, setupFile, setupRefused } from '../../contract/setup-api.ts';
import { staffMember } from '../../contract/people-api.ts';
import { floorPlan } from '../../contract/plan-api.ts';
import { alarmLoad, personLoad, quarantinedSensor, released } from '../../contract/sensor-api.ts';
import * as seriesApi from '../../contract/series-api.ts';

const conflict = api.apiError.extend({ incident: api.incident });
const ready = z.object({ ready: z.boolean(), why: z.array(z.string()) });
const alive = z.object({ status: z.literal('ok') });
export const linkBody = z.strictObject({ action: z.enum(['take', 'arrive', 'see']).default('take') });

export const SCHEMAS = {
  Incident: api.incident,
  IncidentList: api.list(api.incident),
  IncidentWithTimeline: api.incidentWithTimeline,
  LedgerItem: api.ledgerItem,
  LedgerList: api.list(api.ledgerItem),
  Notice: api.notice,
  Zone: api.zone,
  ZoneList: api.list(api.zone),
  SetupFile: setupFile,
  SetupFileList: api.list(setupFile),
  SetupDone: setupDone,
  SetupRefused: setupRefused,
  FormNode: formNode,
  StaffMember: staffMember,
  StaffList: api.list(staffMember),
  FloorPlan: floorPlan,
  FloorPlanList: api.list(floorPlan),
  AlarmLoad: alarmLoad,
  PersonLoad: personLoad,
  QuarantinedSensor: quarantinedSensor,
  Released: released,
  Device: api.device,
  DeviceList: api.list(api.device),
  Duty: duty.duty,
  DutyDone: duty.dutyDone,
  Coverage: duty.coverage,
  DaySummary: daySummary,
  Round: api.round,
  RoundList: api.list(api.round),
  Trajectory: patrol.trajectory,
  PatrolGap: patrol.patrolGap,
  PatrolGapList: api.list(patrol.patrolGap),
  UnknownDevice: upkeep.unknownDevice,
  UnknownDeviceList: api.list(upkeep.unknownDevice),
  Muted: upkeep.muted,
  Me: api.me,
  Error: api.apiError,
  Conflict: conflict,
  Ready: ready,
  Alive: alive,
  GatewayHealth: api.gatewayHealth,
  SinkStatus: seriesApi.sinkStatus,
  SinkList: api.list(seriesApi.sinkStatus),
  DeadLine: seriesApi.deadLine,
  DeadLineList: api.list(seriesApi.deadLine),
  Retried: seriesApi.retried,
} as const;

export const BODIES = {
  SignIn: api.signIn,
  SetPassword: api.setPassword,
  Empty: api.takeBody,
  Note: api.noteBody,
  Handover: api.handoverBody,
  Close: api.closeBody,
  Raise: api.raiseBody,
  Step: api.stepBody,
  SetupChange: setupBody,
  LinkAction: linkBody,
  DutyOverride: duty.overrideBody,
  DutyLeave: duty.leaveBody,
  DutySwap: duty.swapBody,
  DutyWithdraw: duty.withdrawBody,
  DutyHandover: duty.dutyHandoverBody,
  DutyPresence: duty.presenceBody,
  Mute: upkeep.muteBody,
  Unmute: upkeep.unmuteBody,
  SeriesRetry: seriesApi.retryBody,
} as const;
