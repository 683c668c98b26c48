import type { ReactNode } from 'react';
import {
  Button,
  Checkbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';

interface CommonProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

interface TextProps extends CommonProps {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  type?: 'text' | 'password';
  rows?: number;
  isRequired?: boolean;
  onBlur?: () => void;
}

/** A labelled text field; with `rows`, a larger one. */
export function TextInput({ label, hint, error, rows, placeholder, ...rest }: TextProps) {
  return (
    <TextField className="field" isInvalid={error !== undefined} autoComplete="off" {...rest}>
      <Label>{label}</Label>
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder ?? ''} spellCheck="false" />
      ) : (
        <Input placeholder={placeholder ?? ''} spellCheck="false" />
      )}
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

interface NumberProps extends CommonProps {
  value: number;
  onChange: (value: number) => void;
  minValue: number;
  maxValue: number;
}

export function NumberInput({ label, hint, error: _error, ...rest }: NumberProps) {
  return (
    <NumberField className="field" formatOptions={{ useGrouping: false }} {...rest}>
      <Label>{label}</Label>
      <Input />
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
    </NumberField>
  );
}

export function Check({
  label,
  value,
  onChange,
}: {
  label: ReactNode;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  return (
    <Checkbox className="check" isSelected={value} onChange={onChange}>
      {({ isSelected }) => (
        <>
          <span className="box" aria-hidden="true">
            {isSelected ? '✓' : ''}
          </span>
          <span>{label}</span>
        </>
      )}
    </Checkbox>
  );
}

/** One of several, in a list that opens. */
export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <Select className="field choice" value={value} onChange={(key) => onChange(String(key))}>
      <Label>{label}</Label>
      <Button className="button">
        <SelectValue />
        <span aria-hidden="true"> ▾</span>
      </Button>
      <Popover className="popover">
        <ListBox items={options.map((option) => ({ ...option, id: option.value }))}>
          {(option) => <ListBoxItem id={option.id}>{option.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </Select>
  );
}
