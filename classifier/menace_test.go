package classifier

import (
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// TestWhoseDangerIsAPerson: it is heard where somebody is named by halves, in texts and in letters, and not where the
// danger is the home and somebody else stands in the story. Without danger now it is nothing.
func TestWhoseDangerIsAPerson(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for words, want := range map[string]bool{
		"He kicked the front door off and the police boarded it. Nobody has rung. I'm here with a two year old and he " +
			"says he'll be back tonight.": true,
		"hes been round again smashing on the door, kids are screaming, when is the lock getting changed":      true,
		"My ex put the back door through last night. He has texted that he will come tonight. No joiner came.": true,
		"my son hit me again and he has a key. need lock changing today":                                       true,
		"My daughter's father got my new address from your office and followed us home yesterday. Move us.":    true,
		"hes in the street again, sat in his van. hes not allowed near us. the new door doesnt lock":           true,
		"can u stop him coming in tonight, mums ex. shes in hospital cos of him and im here with my brothers":  true,
		"smell of gas in hall, the man came and said he will be back tomorrow, baby is coughing":               false,
		"no heating for 5 days, my husband is 84 and on oxygen, he is freezing. a man found the leak and left": false,
		"Sparks come out of the socket in the kids room. My son got a shock off it. He is scared to go in.":    false,
		"The ceiling came down on my daughter's bed, it hit her arm. The rest is hanging by a thread.":         false,
		"The police broke the front door in March looking for the last tenant. I asked for a new lock.":        false,
		"My ex left in 2019 and the rent account still has his name on it. I have asked three times.":          false,
	} {
		for _, in := range []Input{{Body: words, Channel: message.SMS}, {Subject: "Lock", Body: words,
			Channel: message.Email}} {
			in.Received = time.Date(2027, time.January, 20, 9, 0, 0, 0, time.UTC)
			r := c.Read(in)
			if want && r.Danger != reading.DangerNow {
				t.Errorf("%q: no danger now is heard", words)
			}
			if r.Says.HarmedBy != want {
				t.Errorf("%q (%s): harmed by somebody is %t, want %t", words, in.Channel, r.Says.HarmedBy, want)
			}
		}
	}
}
