import type { ReactNode } from 'react';
import {
  TextField as AriaTextField,
  FieldError,
  Input,
  type InputProps,
  Label,
  Text,
} from 'react-aria-components';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import type { IconName } from './iconPaths.ts';

/** A labelled line to write in. @param props `hint`: stands below; `error`: what is wrong; `beside`: within the line's end */
export function TextField({
  label,
  hint,
  error,
  beside,
  icon,
  value,
  onChange,
  hideLabel = false,
  autoFocus = false,
  isDisabled = false,
  ...input
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  beside?: ReactNode;
  icon?: IconName;
  value: string;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  autoFocus?: boolean;
  isDisabled?: boolean;
} & Pick<
  InputProps,
  'type' | 'autoComplete' | 'placeholder' | 'spellCheck' | 'name' | 'maxLength' | 'enterKeyHint'
>) {
  return (
    <AriaTextField
      className={styles['field'] ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
      <div className={styles['line']}>
        {icon === undefined ? null : (
          <span className={styles['icon']}>
            <Icon name={icon} size="s" />
          </span>
        )}
        <Input
          {...input}
          className={`${styles['input']} ${icon === undefined ? '' : styles['besideIcon']} ${beside === undefined ? '' : styles['besideMore']}`}
        />
        {beside === undefined ? null : <span className={styles['beside']}>{beside}</span>}
      </div>
      {hint === undefined ? null : (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
