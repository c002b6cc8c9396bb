import type { PairedPart } from "../calculators/angles";
import table from "./protocols.json";

/** When a movement is a repetition; shares are of the patient's own usual movement. */
export interface RepetitionLevels {
  /** Least movement, in the signal's unit, that is one at all. */
  readonly minRise: number;
  /** A repetition begins and ends at this share. */
  readonly leaveShare: number;
  /** It must pass this share. */
  readonly reachShare: number;
  /** One that comes back by this share and goes out again is two; `null`: only rest ends one. */
  readonly turnShare: number | null;
  readonly minDurationS: number;
}

/** What is counted, by the name of its measure. */
export interface SignalRow {
  readonly measure: string;
  readonly sided: boolean;
  /** The movement makes the measure smaller. */
  readonly lowers: boolean;
  /** The movement may as well begin at its high end: who stands sits down and stands up again. */
  readonly eitherEnd: boolean;
}

/** When a foot counts as lifted, in shank lengths. */
export interface HoldLevels {
  readonly liftShank: number;
  readonly downShank: number;
  readonly minLiftS: number;
  readonly footMovedShank: number;
}

/** When both feet stand as they are asked to, in shank lengths and widths of the hips. */
export interface StanceLevels {
  readonly targetS: number;
  readonly footMovedShank: number;
  readonly narrowestHip: number | null;
  readonly widestHip: number | null;
  readonly minHoldS: number;
  readonly maxLeanDeg: number;
}

/** When an arm reaches forward. */
export interface ReachLevels {
  readonly startDeg: readonly [number, number];
  readonly raisedDeg: readonly [number, number];
  readonly minReachTorso: number;
}

/** When somebody sits and when they stand, as shares of the way between. */
export interface PhaseLevels {
  readonly standingShare: number;
  readonly sittingShare: number;
}

interface AnyRow {
  /** Joints that must be in the picture, from the shoulders down. */
  readonly parts: readonly PairedPart[];
  /** The arms go overhead: room above and beside the body. */
  readonly armsRise: boolean;
  readonly lies: boolean;
  readonly walks: boolean;
  /** All that is counted and measured can be seen from anywhere. */
  readonly obliqueOk: boolean;
}

/** What the browser needs of a protocol to count along. */
export type ProtocolRow =
  | (AnyRow & {
      readonly kind: "repetitions";
      readonly limbs: "body" | "each";
      readonly firstWay: "up" | "down";
      readonly signal: SignalRow;
      readonly repetition: RepetitionLevels;
      readonly timing?: { readonly windowS: number | null; readonly repetitions: number | null };
    })
  | (AnyRow & { readonly kind: "hold"; readonly hold: HoldLevels })
  | (AnyRow & { readonly kind: "stance"; readonly stance: StanceLevels })
  | (AnyRow & {
      readonly kind: "stages";
      readonly stance: StanceLevels;
      readonly hold: HoldLevels;
    })
  | (AnyRow & { readonly kind: "reach"; readonly reach: ReachLevels })
  | (AnyRow & { readonly kind: "phases"; readonly phases: PhaseLevels });

export type RowOf<Kind extends ProtocolRow["kind"]> = Extract<ProtocolRow, { kind: Kind }>;

/** `protocols.json` is written from `scoring/protocols/library/*.toml` by `make fix`: never edit it by hand. */
const ROWS = new Map(Object.entries(table as unknown as Readonly<Record<string, ProtocolRow>>));

/** The row of a protocol; `null` for one that the project does not know. */
export function protocolRow(protocol: string): ProtocolRow | null {
  return ROWS.get(protocol) ?? null;
}

/** The keys of all protocols. */
export function protocolKeys(): readonly string[] {
  return [...ROWS.keys()];
}
