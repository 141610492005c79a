import type { StaffMember } from '../../contract/people-api.ts';
import { staff as readStaff } from '../api/calls.ts';
import { useReading } from './use-reading.ts';

const NONE: readonly StaffMember[] = [];

/** Everybody who works here; empty until it was read. */
export const useStaff = (): readonly StaffMember[] => useReading(readStaff).data ?? NONE;
