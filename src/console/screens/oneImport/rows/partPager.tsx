import { Button } from '../../../ui/button.tsx';
import { formatCount } from '../../../words/formats.ts';
import { useLanguage, useWords } from '../../../words/language.tsx';
import { WORDS } from '../words.ts';
import styles from './partPager.module.css';
import { PART_ROWS, partsOf } from './rowPages.ts';

/** Goes from part to part where there are more rows than browsers can make one table of; else nothing. */
export function PartPager({
  total,
  part,
  onPart,
}: {
  total: number;
  part: number;
  onPart: (part: number) => void;
}) {
  const { rows: words } = useWords(WORDS);
  const language = useLanguage();
  const parts = partsOf(total);
  if (parts.length < 2) return null;
  const from = formatCount(part * PART_ROWS + 1, language);
  const to = formatCount(Math.min(total, (part + 1) * PART_ROWS), language);
  return (
    <div className={styles['pager']}>
      <Button small isDisabled={part === 0} onPress={() => onPart(part - 1)}>
        {words.partBefore}
      </Button>
      <span>{words.part(from, to, formatCount(total, language))}</span>
      <Button small isDisabled={part >= parts.length - 1} onPress={() => onPart(part + 1)}>
        {words.partAfter}
      </Button>
    </div>
  );
}
