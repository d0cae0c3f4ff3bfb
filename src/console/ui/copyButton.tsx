import { useState } from 'react';
import { useWords } from '../words/language.tsx';
import { SHARED } from '../words/sharedWords.ts';
import { useAnnounce } from './announcer.tsx';
import { Button } from './button.tsx';
import { copyText } from './copyText.ts';
import { Icon } from './icon.tsx';

/** @param props `text`: what is copied, made at the click */
export function CopyButton({ text, label }: { text: () => string; label?: string }) {
  const words = useWords(SHARED);
  const announce = useAnnounce();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const copy = async () => {
    const copied = await copyText(text());
    setOutcome(copied ? 'copied' : 'failed');
    announce(copied ? words.copied : words.copyFailed);
  };
  return (
    <>
      <Button small onPress={copy} onBlur={() => setOutcome('none')}>
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} size="s" />
        {outcome === 'copied' ? words.copied : (label ?? words.copy)}
      </Button>
      {outcome === 'failed' ? <span>{words.copyFailed}</span> : null}
    </>
  );
}
