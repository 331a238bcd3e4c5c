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

// TestWhoIsThreatened: what somebody has in mind for whoever writes is no threat to our people, and is danger now. What
// the writer, or somebody for them, has in mind for ours stays one.
func TestWhoIsThreatened(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for words, want := range map[string]reading.Threat{
		"My ex is stood outside my door with a knife and says he will kill me":                    "",
		"He says he will burn us out tonight":                                                     "",
		"my neighbour threatened to break my legs if I complain again":                            "",
		"The man upstairs said next time he sees me he will stab me. He has a machete.":           "",
		"She told my daughter she would slit her throat. That is the woman below me.":             "",
		"The lads from number 9 have said they'll put my windows through if I report them again.": "",
		"hes gonna kill me wiv a bat hes outside my door now":                                     "",
		"If that plumber comes back I will break his legs":                                        reading.ThreatStaff,
		"Send that manager round again and he leaves in a box":                                    reading.ThreatStaff,
		"tell the lad he comes near me again hes a dead man":                                      reading.ThreatStaff,
		"my husband will break your engineers neck if he touches me again":                        reading.ThreatStaff,
		"my dad says he will come down and batter your manager":                                   reading.ThreatStaff,
		"He says he will kill me, and if your housing officer comes I will set the dog on him.":   reading.ThreatStaff,
		"My brother says he will smash your windows if nobody comes":                              reading.ThreatProperty,
	} {
		r := c.Read(Input{Body: words, Channel: message.SMS, Received: time.Date(2027, time.January, 20, 9, 0, 0, 0,
			time.UTC)})
		if r.Threat != want || r.Danger != reading.DangerNow {
			t.Errorf("%q: threat %q and danger %q, want %q and now", words, r.Threat, r.Danger, want)
		}
	}
}
