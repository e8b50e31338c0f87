package watchword.connection

alow if true
