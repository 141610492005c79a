interface Props {
  readonly label: string;
  readonly value: string;
  readonly least?: string;
  readonly most?: string;
  readonly onChange: (day: string) => void;
}

/** A school day, `YYYY-MM-DD`; emptied fields change nothing. */
export function DayPicker({ label, value, least, most, onChange }: Props) {
  return (
    <label className="field">
      {label}
      <input
        type="date"
        value={value}
        min={least}
        max={most}
        required
        onChange={(event) => {
          if (event.target.value !== '') onChange(event.target.value);
        }}
      />
    </label>
  );
}
