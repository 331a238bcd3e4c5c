package intake

import "context"

// TokenSource gives access tokens for a mail account. refused is the token that the server has just
// turned down, "" when none was: the source then gets another, however long that one had to live.
type TokenSource interface {
	Token(ctx context.Context, refused string) (string, error)
}
