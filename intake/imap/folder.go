package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// JunkFolder stands for the folder into which the mail server puts what it takes for spam, whatever that folder is
// called there (RFC 6154). It may be given as [Options.Folder].
const JunkFolder = `\Junk`

// ErrNoJunkFolder says that the mail server shows no folder for spam.
var ErrNoJunkFolder = errors.New("the mail server shows no junk folder")

// junkNames are what such a folder is called where the server does not mark it.
var junkNames = []string{"junk", "junk e-mail", "junk email", "junk mail", "spam", "bulk mail"}

// folderName is the name under which the configured folder is selected.
func (s *session) folderName(ctx context.Context) (string, error) {
	if s.m.opts.Folder != JunkFolder {
		return s.m.opts.Folder, nil
	}
	var all []*imap.ListData
	err := s.do(ctx, "list of folders", func() (err error) {
		caps := s.client.Caps()
		marked := caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) || caps.Has(imap.CapIMAP4rev2)
		all, err = s.client.List("", "*", &imap.ListOptions{ReturnSpecialUse: marked}).Collect()
		return err
	})
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if slices.ContainsFunc(f.Attrs, func(a imap.MailboxAttr) bool {
			return strings.EqualFold(string(a),
				string(imap.MailboxAttrJunk))
		}) {
			return f.Mailbox, nil
		}
	}
	for _, f := range all {
		name := f.Mailbox
		if f.Delim != 0 {
			name = name[strings.LastIndex(name, string(f.Delim))+1:]
		}
		if slices.Contains(junkNames, strings.ToLower(name)) && !slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
			return f.Mailbox, nil
		}
	}
	return "", ErrNoJunkFolder
}

func (s *session) selectFolder(ctx context.Context, readOnly bool) error {
	name, err := s.folderName(ctx)
	if err != nil {
		return err
	}
	s.name = name
	err = s.do(ctx, fmt.Sprintf("open folder %q", name), func() error {
		data, err := s.client.Select(name, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
		s.folder = *data
		// What a server can do is known for certain only after the login.
		s.idles = s.client.Caps().Has(imap.CapIdle)
		return err
	})
	if err != nil {
		return unopened(err)
	}
	if s.folder.UIDValidity == 0 {
		return fmt.Errorf("folder %s keeps no UIDs: it cannot be read dependably", name)
	}
	s.keywords = !s.m.opts.Unmarked && (len(s.folder.PermanentFlags) == 0 ||
		slices.ContainsFunc(s.folder.PermanentFlags,
			func(f imap.Flag) bool {
				return f == imap.FlagWildcard || strings.EqualFold(string(f), s.m.opts.Keyword)
			}))
	return nil
}

// unopened marks an error as that of a folder which cannot be had, unless the server only said "later" (RFC 5530).
func unopened(err error) error {
	var said *imap.Error
	if !errors.As(err, &said) || said.Type != imap.StatusResponseTypeNo {
		return err
	}
	switch said.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return err
	}
	return fmt.Errorf("%w: %w", ErrFolder, err)
}
