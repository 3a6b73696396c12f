"""Given names in common use, by which a word is known to be a person's where the document says nothing of them.

In lower case. Left out are names that are words, products, places or months as well ("Mark", "Ruby", "Austin").
"""

from app.ingest.phrases import each

GIVEN = frozenset(
    each(
        "aaron abdul abdullah abigail adam adrian ahmad ahmed aisha ajay akash akira alan albert alejandra "
        "alejandro aleksandr aleksandra alessandro alex alexander alexandra alexandre alexei alexis alfred ali "
        "alice alicia alisa alison allan allison alyssa amanda amelia amin amir amit amy ana anand anastasia "
        "andrea andreas andrei andrej andres andrew andrey andrzej andy angela angelina anil anita anja anjali "
        "ankit ankur ann anna anne annie anthony antoine anton antonio anu anya arash ariel arjun armando arne "
        "arnold arthur arun arvind ashish ashley ashok asif audrey augustin avi axel ayesha barbara barry bart "
        "bartosz bastian beatrice becky ben benedict benjamin benoit bernard bernd beth betty bharat bianca bjorn "
        "bob bogdan boris brad brandon brenda brendan brent brett brian bruce bruno bryan caitlin calvin cameron "
        "camille carl carla carlos carmen carol caroline catherine cathy cecilia cedric cesar charles charlie "
        "chen cheryl chloe chris christian christina christine christoph christophe christopher cindy claire "
        "clara claude claudia claudio clement colin connor craig cristian cristina curtis cynthia damian damien "
        "dan daniel daniela danielle danny dario darren dave david deborah debra deepak dennis derek devin diana "
        "diane diego dimitri dinesh dmitri dmitry dominic dominik donald donna doris doug douglas duncan dylan ed "
        "eddie eduardo edward edwin eileen elaine elena eli elias elijah elisa elisabeth elizabeth ella ellen "
        "emanuel emil emilia emily emma emmanuel enrique eric erica erik erika erin ernest esteban esther ethan "
        "eugene eva evan evelyn fabian fabio fabrice farah fatima federico felipe felix fernando filip fiona "
        "florian frances francesca francesco francis francisco francois franz fred frederic frederik gabriel "
        "gabriela gareth gary gaurav gavin geoff geoffrey george gerald gerard giovanni giulia gloria gordon "
        "graham greg gregory guido guillaume gustavo hannah hans hao haruki hassan heather hector heidi helen "
        "helena henning henri henrik henry hiroshi howard hugo hussein ian ibrahim igor ilya imran ines ingrid "
        "irene isaac isabel isabella ismail ivan jacob jacqueline jacques jakob jakub james jamie jane janet "
        "janine janos jared jaroslav jason javier jay jean jeff jeffrey jennifer jens jeremy jerome jerry jesse "
        "jessica jesus jill jim jimmy jin jing joan joanna joao joe joel johan johanna johannes john johnny jon "
        "jonas jonathan jorge jose josef joseph josh joshua juan juergen julian julie julien juraj justin kamal "
        "karen karim karin karl karolina karthik kate katherine kathleen kathryn kathy katie katrin kavita kees "
        "keith kelly kenji kenneth kerstin kevin kim kimberly kiran klaus konstantin krishna kristen kristian "
        "kristin kristina krzysztof kumar kurt kyle lakshmi lara larry lars laura lauren laurent lawrence leah "
        "lee lena leo leon leonard leonardo leonid leslie liam lidia lili linda lindsay lisa liu liz logan "
        "lorenzo louis louise luca lucas lucia luciano lucie lucy luis luiz lukas lukasz luke lydia maciej magnus "
        "mahesh manoj manuel marc marcel marcelo marcin marco marcos marcus margaret maria mariana mariano marie "
        "marina mario marius marko markus marta martha martin martina mary masha mateusz mathias mathieu matt "
        "matteo matthew matthias matthieu maurice mauricio maxim maxime megan mehmet mei melanie melissa meng "
        "michael michal michel michele michelle miguel mihai mike mikhail milan ming miriam mohamed mohammad "
        "mohammed mohan mohit monica monika morgan moritz muhammad mustafa nadia naomi natalia natalie natasha "
        "nate nathalie nathan nathaniel naveen neha neil nicholas nick nicola nicolas nicole niels nikhil nikita "
        "niklas nikola nikolai nils nina nisha nitin noah noor nora norbert oleg olga oliver olivia olivier omar "
        "oscar oskar owen pablo pamela paolo patricia patrick patrik paul paula paulo pavel pawel pedro peng pete "
        "peter petr petra phil philip philipp philippe pierre piotr poonam pradeep prakash pranav prasad praveen "
        "preeti priya priyanka qing rachel radek rafael raghu rahul raj rajesh rajiv rakesh ralf ralph ram ramesh "
        "ramon randy raphael rasmus raul ravi raymond rebecca reiner renata rene ricardo riccardo richard rick "
        "rishi rita rob robert roberto robin rodrigo roger rohan rohit roland rolf roman ron ronald rory ross roy "
        "ruben rui ruth ryan sabine sabrina sachin saeed sally sam samantha samir samuel sana sandeep sandra "
        "sanjay santiago santosh sara sarah sascha satish scott sean sebastian sergei sergey sergio seth shannon "
        "sharon shawn sheila shen sherry shiva shreya silvia simon simone sofia sonia sonja sophia sophie "
        "srinivas stefan stefano steffen stephan stephanie stephen steve steven stuart sue suman sunil suresh "
        "susan susanne suzanne sven svetlana swati sylvain sylvia tamara tanja tanya tariq tatiana ted teresa "
        "terry theo theresa thiago thibault thomas thorsten tiffany tim timothy tina tobias todd tom tomas tomasz "
        "tommy tony tracy tristan tyler ulrich uma umesh usha valentin valentina valerie vanessa vasily venkat "
        "veronica veronika vicky victoria vijay vikas vikram vincent vinod virginie vishal vivek vlad vladimir "
        "walter wang wayne wei wendy werner wilhelm willem william wojciech wolfgang xavier xiao yan yana yang "
        "yann yannick yasmin yi ying yoshi yuki yuri yusuf yvette yvonne zachary zhang zoe zoltan",
        "",
    )
)
