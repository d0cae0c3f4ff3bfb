import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './dialog.module.css';

/**
 * A question or task over the page. Escape and a click beside it close it, unless `stays`.
 * @param props `alert`: of something that should be answered now; `onClose`: it wants to be closed
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  children,
  actions,
  alert = false,
  stays = false,
}: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  alert?: boolean;
  stays?: boolean;
}) {
  return (
    <ModalOverlay
      className={styles['veil'] ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={!stays}
      isKeyboardDismissDisabled={stays}
    >
      <Modal className={styles['modal'] ?? ''}>
        <AriaDialog role={alert ? 'alertdialog' : 'dialog'} className={styles['dialog'] ?? ''}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div className={styles['body']}>{children}</div>
          {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
